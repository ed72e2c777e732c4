package dev.eloquent.ratelimit.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random addresses, and the many ways to write one. */
final class RandomAddress {
    private final Random random;

    RandomAddress(Random random) {
        this.random = random;
    }

    /** Two thirds IPv6, with many zeros. */
    InetAddress next() {
        byte[] bytes = new byte[random.nextInt(3) == 0 ? 4 : 16];
        random.nextBytes(bytes);
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            int kind = bytes.length == 16 ? random.nextInt(4) : 3;
            if (kind < 2) {
                bytes[i] = 0;
            }
            if (kind < 1) {
                bytes[i + 1] = 0;
            }
        }
        return address(bytes);
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not of 4 or 16 bytes", e);
        }
    }

    /** One of the ways to write it that are allowed: RFC 4291, section 2.2. */
    String written(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        List<String> parts = new ArrayList<>();
        boolean isDotted = random.nextInt(4) == 0;
        for (int i = 0; i < (isDotted ? 12 : 16); i += 2) {
            int group = Byte.toUnsignedInt(bytes[i]) << 8 | Byte.toUnsignedInt(bytes[i + 1]);
            String digits = random.nextBoolean() ? Integer.toHexString(group) : String.format("%04x", group);
            parts.add(random.nextBoolean() ? digits : digits.toUpperCase(Locale.ROOT));
        }
        if (isDotted) {
            parts.add(address(new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]})
                    .getHostAddress());
        }
        int from = random.nextInt(parts.size());
        int to = from;
        while (to < parts.size() && parts.get(to).matches("0+") && (to == from || random.nextInt(8) > 0)) {
            to++;
        }
        return to == from
                ? String.join(":", parts)
                : String.join(":", parts.subList(0, from)) + "::" + String.join(":", parts.subList(to, parts.size()));
    }

    /** An IPv4 address as a server with a socket for both kinds may see it. */
    static String mapped(InetAddress ipv4) {
        return "::ffff:" + ipv4.getHostAddress();
    }
}
