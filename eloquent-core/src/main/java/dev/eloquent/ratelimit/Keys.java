package dev.eloquent.ratelimit;

/**
 * Which keys have an entry, by their hashes: open addressing with linear probing, of a size that never changes. An entry is
 * known by where its counters are. Under its owner's lock, but for {@link #find}, which may be asked without it: then what
 * it says has to be checked against the lock.
 */
sealed interface Keys permits NumberedKeys, InlineKeys {
    /** The key's entry, -1 if it has none. */
    int find(long hash);

    /** Whether there is no room for another one. */
    boolean isFull();

    /** Makes an entry for a key that has none. */
    int add(long hash);

    /** Takes an entry from its key; others may be elsewhere after that. */
    void remove(int entry);

    /** Whose entry it is. */
    long hash(int entry);

    /** Entries, or places for them, 0 to {@code places() - 1}. */
    int places();

    /** The entry at a place, -1 if there is none. */
    int at(int place);

    /** Places for so many keys, a power of two: a third to two thirds of them are taken when it is full. */
    static int placesFor(int size) {
        return Integer.highestOneBit(size * 3 - 1);
    }

    /** Whether an entry that is at home there may not move to a free place before it: cyclically outside of (free, place]. */
    static boolean mayMove(int home, int free, int place, int mask) {
        return ((place - home) & mask) >= ((place - free) & mask);
    }
}
