package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyHashTest {
    /** The reference implementation's vectors of SipHash-2-4, for the key 0 to 15 and the bytes from 0 on. */
    @Test
    void isSipHash() {
        KeyHash known = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 2, 4);
        assertThat(known.of(utf16(0))).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(known.of(utf16(2))).isEqualTo(0x0d6c8009d9a94f5aL);
        assertThat(known.of(utf16(8))).isEqualTo(0x93f5f5799a932462L);
    }

    private static String utf16(int bytes) {
        byte[] text = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            text[i] = (byte) i;
        }
        return new String(text, StandardCharsets.UTF_16LE);
    }

    @Test
    void dependsOnTheSecretAndOnEachCharacter() {
        Set<Long> hashes = new HashSet<>();
        for (KeyHash hash : new KeyHash[] {new KeyHash(1, 2), new KeyHash(1, 3), new KeyHash(2, 2), KeyHash.random()}) {
            for (String key :
                    new String[] {"", "\0", "\0\0\0\0", "a", "b", "ab", "ba", "abcd", "abcde", "\u0100", "1"}) {
                hashes.add(hash.of(key));
            }
        }
        assertThat(hashes).hasSize(44);
    }
}
