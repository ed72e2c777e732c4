package dev.eloquent.ratelimit;

import java.security.SecureRandom;

/**
 * SipHash of a key's characters, with a secret that is new in each process, so that nobody can choose keys that collide.
 * 64 bits: among a million keys two are taken for one with a probability of 1 in 10 million, and then share a quota.
 *
 * <p>One round for each four characters and three at the end (SipHash-1-3), as in the hash tables of Rust and Python. See
 * Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012).
 */
final class KeyHash {
    private final long k0;
    private final long k1;
    private final int rounds;
    private final int lastRounds;

    KeyHash(long k0, long k1) {
        this(k0, k1, 1, 3);
    }

    /** With other numbers of rounds, for which there are test vectors. */
    KeyHash(long k0, long k1, int rounds, int lastRounds) {
        this.k0 = k0;
        this.k1 = k1;
        this.rounds = rounds;
        this.lastRounds = lastRounds;
    }

    static KeyHash random() {
        SecureRandom random = new SecureRandom();
        return new KeyHash(random.nextLong(), random.nextLong());
    }

    long of(String key) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int length = key.length();
        // One word more than there is text, at least for the length; then the end, which has rounds of its own.
        for (int i = 0, words = length / 4 + 1; i <= words; i++) {
            boolean last = i == words;
            long word = last ? 0 : word(key, 4 * i, length);
            v3 ^= word;
            v2 ^= last ? 0xff : 0;
            for (int r = last ? lastRounds : rounds; r > 0; r--) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** Four characters of two bytes each, the lower byte first; in the last one the length in bytes is at the top. */
    private static long word(String key, int from, int length) {
        long word = length - from < 4 ? (long) length << 57 : 0;
        for (int i = Math.min(4, length - from) - 1; i >= 0; i--) {
            word |= (long) key.charAt(from + i) << (16 * i);
        }
        return word;
    }
}
