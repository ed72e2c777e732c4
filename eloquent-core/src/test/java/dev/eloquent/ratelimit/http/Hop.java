package dev.eloquent.ratelimit.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A model of what a proxy that appends makes of {@code X-Forwarded-For}. Proxies differ in how they write it, and that
 * which is allowed by RFC 9110, section 5.3, is drawn at random.
 */
final class Hop {
    private final Random random;
    private final RandomAddress addresses;

    Hop(Random random) {
        this.random = random;
        this.addresses = new RandomAddress(random);
    }

    /** The lines that it sends on, when these came from that peer. */
    List<String> appended(List<String> lines, InetAddress peer) {
        String entry = entry(peer);
        List<String> sent = new ArrayList<>(lines);
        int way = lines.isEmpty() ? 2 : random.nextInt(3);
        if (way == 0) {
            // As one line.
            return List.of(String.join(", ", sent) + ", " + entry);
        } else if (way == 1) {
            // At the end of the last line, with or without a blank.
            int last = sent.size() - 1;
            sent.set(last, sent.get(last) + (random.nextBoolean() ? "," : ", ") + entry);
        } else {
            // As a line of its own, as HAProxy does.
            sent.add(entry);
        }
        return sent;
    }

    private String entry(InetAddress peer) {
        boolean isIpv4 = peer instanceof Inet4Address;
        String text = isIpv4 && random.nextInt(4) == 0 ? RandomAddress.mapped(peer) : addresses.written(peer);
        if (random.nextInt(3) > 0) {
            return text;
        }
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + (1 + random.nextInt(65_535));
    }
}
