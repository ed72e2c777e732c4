package dev.eloquent.ratelimit;

/**
 * Keys whose counters stand beside their hashes, a word each: among a million keys most look-ups miss the processor's
 * cache, and so they miss it once. An entry is the place of its first counter in {@link #words}.
 */
final class InlineKeys implements Keys {
    private final int size;
    private final int stride;
    private final int mask;
    /** For each place the hash, 0 if it is free, and the counters. */
    private final long[] words;

    private int used;

    InlineKeys(int size, int counters) {
        this.size = size;
        stride = 1 + counters;
        int places = Keys.placesFor(size);
        mask = places - 1;
        words = new long[places * stride];
    }

    long[] words() {
        return words;
    }

    int stride() {
        return stride;
    }

    /** No hash is that of a free place. */
    private static long known(long hash) {
        return hash == 0 ? 1 : hash;
    }

    @Override
    public int find(long hash) {
        long wanted = known(hash);
        int place = (int) wanted & mask;
        // As often as there are places at most: without the lock they may change meanwhile.
        for (int i = 0; i <= mask; i++) {
            long there = words[place * stride];
            if (there == wanted) {
                return place * stride + 1;
            }
            if (there == 0) {
                return -1;
            }
            place = (place + 1) & mask;
        }
        return -1;
    }

    @Override
    public boolean isFull() {
        return used == size;
    }

    @Override
    public int add(long hash) {
        used++;
        int place = (int) known(hash) & mask;
        while (words[place * stride] != 0) {
            place = (place + 1) & mask;
        }
        words[place * stride] = known(hash);
        return place * stride + 1;
    }

    /** Frees its place, and moves what is behind it so that no search ends too early. */
    @Override
    public void remove(int entry) {
        used--;
        int free = entry / stride;
        words[free * stride] = 0;
        for (int place = (free + 1) & mask; words[place * stride] != 0; place = (place + 1) & mask) {
            if (Keys.mayMove((int) words[place * stride] & mask, free, place, mask)) {
                System.arraycopy(words, place * stride, words, free * stride, stride);
                words[place * stride] = 0;
                free = place;
            }
        }
    }

    @Override
    public long hash(int entry) {
        return words[entry - 1];
    }

    @Override
    public int places() {
        return mask + 1;
    }

    @Override
    public int at(int place) {
        return words[place * stride] == 0 ? -1 : place * stride + 1;
    }
}
