package dev.eloquent.ratelimit.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Has one real address, and sends any lines of {@code X-Forwarded-For} to be taken for somebody else. */
final class Attacker {
    private static final List<String> GARBAGE = List.of(
            "",
            " ",
            "\t",
            ",",
            ",,",
            ", ,",
            "unknown",
            "_hidden",
            "\"",
            "\"9.9.9.9,",
            "\\",
            ";",
            "for=9.9.9.9",
            "%",
            "9.9.9.9%eth0",
            "fe80::1%eth0",
            "[",
            "]",
            "[::1",
            "::1]",
            ":",
            "::",
            "0x9.9.9.9",
            "011.9.9.9",
            "9.9.9",
            "9.9.9.9\r\nX-Forwarded-For: 9.9.9.9",
            "\u0000",
            "\u0669.9.9.9",
            "9.9.9.9:99999",
            "9.9.9.9/0",
            "127.0.0.1",
            "10.0.0.1",
            "::ffff:0:0",
            "X-Forwarded-For: 9.9.9.9",
            "\uff0c9.9.9.9",
            "9.9.9.9\u000b",
            "localhost");

    private final Random random;
    private final RandomAddress addresses;
    private final InetAddress address;

    Attacker(Random random) {
        this.random = random;
        this.addresses = new RandomAddress(random);
        this.address = addresses.next();
    }

    /** Where it really connects from. */
    InetAddress address() {
        return address;
    }

    /** The lines that it sends; one in a hundred times they are huge. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            lines.add(line());
        }
        if (random.nextInt(100) == 0) {
            lines.add(random.nextInt(lines.size() + 1), line().repeat(1 + random.nextInt(2_000)));
        }
        return lines;
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int count = random.nextInt(4); count > 0; count--) {
            line.append(entry()).append(separator());
        }
        return random.nextInt(4) == 0 ? line.toString() : line + entry();
    }

    private String entry() {
        if (random.nextInt(3) == 0) {
            return GARBAGE.get(random.nextInt(GARBAGE.size()));
        }
        InetAddress forged = addresses.next();
        String text = addresses.written(forged);
        if (forged.getAddress().length == 4 && random.nextInt(3) == 0) {
            text = RandomAddress.mapped(forged);
        }
        return random.nextInt(4) > 0 ? text : (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":443";
    }

    private String separator() {
        return List.of(",", ", ", " , ", ",\t", "\t,", ",,", " ", ";").get(random.nextInt(8));
    }
}
