package dev.eloquent.ratelimit;

/** Keys whose counters are elsewhere, by a number: large ones should take no more memory than there are keys. */
final class NumberedKeys implements Keys {
    private final long[] hashes;
    /**
     * At the hash's place or soon behind it: the number of the entry, from 1 on, and above it what of the hash the place
     * does not tell already. So a look-up touches no other memory than this; 0 is free.
     */
    private final long[] index;

    /** How many bits the number of an entry needs. */
    private final int numberBits;

    private int used;
    /** An entry that has been removed, -1 if none has: the next one takes its number. */
    private int vacant = -1;

    NumberedKeys(int size) {
        hashes = new long[size];
        index = new long[Keys.placesFor(size)];
        numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
    }

    @Override
    public int find(long hash) {
        int mask = index.length - 1;
        int place = (int) hash & mask;
        long wanted = hash & -1L << numberBits;
        // As long as the index at most: without the lock it may change meanwhile.
        for (int i = 0; i <= mask; i++) {
            long there = index[place];
            if (there == 0) {
                return -1;
            }
            if ((there ^ wanted) >>> numberBits == 0) {
                return number(there);
            }
            place = (place + 1) & mask;
        }
        return -1;
    }

    @Override
    public boolean isFull() {
        return vacant < 0 && used == hashes.length;
    }

    @Override
    public int add(long hash) {
        int entry = vacant >= 0 ? vacant : used++;
        vacant = -1;
        hashes[entry] = hash;
        int mask = index.length - 1;
        int place = (int) hash & mask;
        while (index[place] != 0) {
            place = (place + 1) & mask;
        }
        index[place] = (hash & -1L << numberBits) | (entry + 1);
        return entry;
    }

    /** Frees the key's place in the index, and moves what is behind it so that no search ends too early. */
    @Override
    public void remove(int entry) {
        int mask = index.length - 1;
        int free = (int) hashes[entry] & mask;
        while (number(index[free]) != entry) {
            free = (free + 1) & mask;
        }
        index[free] = 0;
        for (int place = (free + 1) & mask; index[place] != 0; place = (place + 1) & mask) {
            if (Keys.mayMove((int) hashes[number(index[place])] & mask, free, place, mask)) {
                index[free] = index[place];
                index[place] = 0;
                free = place;
            }
        }
        vacant = entry;
    }

    private int number(long there) {
        return (int) (there & ~(-1L << numberBits)) - 1;
    }

    @Override
    public long hash(int entry) {
        return hashes[entry];
    }

    @Override
    public int places() {
        return used;
    }

    @Override
    public int at(int place) {
        return place;
    }
}
