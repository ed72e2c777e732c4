package dev.eloquent.ratelimit.http;

import java.net.InetAddress;

/**
 * An IPv4 or IPv6 address as one number of 128 bits. An IPv4 address is kept as {@code ::ffff:a.b.c.d}, so that it and its
 * mapped form are the same value, and no step can be forgotten that would put all IPv4 clients into one IPv6 network.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
record Address(long high, long low) {
    private static final int GROUPS = 8;
    private static final int IPV4_MAPPED = 0xffff;

    static Address ofIpv4(int bits) {
        return new Address(0, (long) IPV4_MAPPED << 32 | Integer.toUnsignedLong(bits));
    }

    /** Without the zone: it names an interface of this machine, not a client. */
    static Address of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? ofIpv4((int) number(bytes, 0, 4))
                : new Address(number(bytes, 0, 8), number(bytes, 8, 16));
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number << 8 | Byte.toUnsignedInt(bytes[i]);
        }
        return number;
    }

    boolean isIpv4() {
        return high == 0 && low >>> 32 == IPV4_MAPPED;
    }

    /**
     * What requests are counted by: an IPv4 address as it is, of an IPv6 address the network with this many bits, 1 to 128,
     * such as {@code 2001:db8::/64}; with 128 the address itself. Written as RFC 5952 says, so that one network has one key.
     */
    String key(int ipv6Prefix) {
        if (isIpv4()) {
            return (low >>> 24 & 0xff) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        return ipv6Prefix == 128 ? ipv6() : cut(ipv6Prefix).ipv6() + "/" + ipv6Prefix;
    }

    private Address cut(int prefix) {
        return prefix <= 64
                ? new Address(high & (-1L << (64 - prefix)), 0)
                : new Address(high, low & (-1L << (128 - prefix)));
    }

    private String ipv6() {
        int gap = 0;
        int gapEnd = 0;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && group(to) == 0) {
                to++;
            }
            // A single group of zeros is written; of runs that are equally long the first one is left out.
            if (to - from > Math.max(1, gapEnd - gap)) {
                gap = from;
                gapEnd = to;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < gap; i++) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group(i)));
        }
        text.append(gapEnd > gap ? "::" : "");
        for (int i = gapEnd; i < GROUPS; i++) {
            text.append(i == gapEnd ? "" : ":").append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - 16 * (index % (GROUPS / 2)))) & 0xffff;
    }
}
