package dev.eloquent.ratelimit.http;

import org.jspecify.annotations.Nullable;

/** The groups of an IPv6 address as they are read from the left, with at most one gap, the {@code ::}. */
final class Ipv6Groups {
    private static final int GROUPS = 8;

    private final int[] groups = new int[GROUPS];
    private int count;
    private int gapAt = -1;

    /** Whether there was room. */
    boolean add(int group) {
        if (count == GROUPS) {
            return false;
        }
        groups[count++] = group;
        return true;
    }

    /** Whether it is the first one. */
    boolean gap() {
        if (gapAt >= 0) {
            return false;
        }
        gapAt = count;
        return true;
    }

    /** Null if there are too few groups, or a gap that stands for none. */
    @Nullable
    Address address() {
        boolean hasGap = gapAt >= 0;
        if (hasGap == (count == GROUPS)) {
            return null;
        }
        int zeros = GROUPS - count;
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS; i++) {
            boolean isZero = hasGap && i >= gapAt && i < gapAt + zeros;
            int group = isZero ? 0 : groups[hasGap && i >= gapAt ? i - zeros : i];
            high = high << 16 | low >>> 48;
            low = low << 16 | group;
        }
        return new Address(high, low);
    }
}
