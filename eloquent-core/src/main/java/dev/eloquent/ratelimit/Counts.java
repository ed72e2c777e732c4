package dev.eloquent.ratelimit;

import java.util.Arrays;

/** Many small numbers, of two or of four bytes each. A number is never above what fits. */
final class Counts {
    private final char[] narrow;
    private final int[] wide;

    private Counts(char[] narrow, int[] wide) {
        this.narrow = narrow;
        this.wide = wide;
    }

    static Counts of(boolean narrow, int size) {
        return new Counts(new char[narrow ? size : 0], new int[narrow ? 0 : size]);
    }

    int get(int index) {
        return narrow.length > 0 ? narrow[index] : wide[index];
    }

    /** Returns what was there. */
    int set(int index, int value) {
        int before = get(index);
        if (narrow.length > 0) {
            narrow[index] = (char) value;
        } else {
            wide[index] = value;
        }
        return before;
    }

    /** Returns by how much it has grown: less only where a settlement owes more than fits, which is denied all the same. */
    int add(int index, int more) {
        int before = get(index);
        int most = narrow.length > 0 ? Character.MAX_VALUE : Integer.MAX_VALUE / ExactTally.PARTS;
        int after = (int) Math.min(most, (long) before + more);
        set(index, after);
        return after - before;
    }

    void clear(int from, int to) {
        if (narrow.length > 0) {
            Arrays.fill(narrow, from, to, (char) 0);
        } else {
            Arrays.fill(wide, from, to, 0);
        }
    }

    /** The same numbers, of four bytes. */
    Counts wide() {
        if (narrow.length == 0) {
            return this;
        }
        Counts copy = of(false, narrow.length);
        Arrays.setAll(copy.wide, index -> narrow[index]);
        return copy;
    }
}
