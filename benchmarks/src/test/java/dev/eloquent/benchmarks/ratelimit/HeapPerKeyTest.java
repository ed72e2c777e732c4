package dev.eloquent.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeapPerKeyTest {
    private static final int KEYS = 4_000;

    /** A string's object of 24 bytes and its array of 16 and up to 13 characters. */
    private static final double LEAST_STRING = 24 + 24;

    @Test
    void countsWhatCanBeReached() {
        Map<Integer, byte[]> map = new HashMap<>();
        long empty = HeapPerKey.size(map);
        for (int i = 0; i < 1_000; i++) {
            map.put(i + 1_000, new byte[84]);
        }
        // The array with its header, the entry, the number; and the table of 2,048 places.
        assertThat(HeapPerKey.size(map) - empty).isEqualTo(1_000 * (100 + 4 + 32 + 16) + 16 + 2_048 * 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eloquentSmooth", "eloquentExact"})
    void oursKeepsNoKeys(String limiter) {
        HeapPerKey.Need need = HeapPerKey.measure(limiter, KEYS);
        assertThat(need.strings()).isZero();
        assertThat(need.all()).isBetween(30.0, 400.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resilience4jRegistry", "bucket4jInCaffeine", "jdkAtomicInCaffeine"})
    void peersKeepThem(String limiter) {
        HeapPerKey.Need need = HeapPerKey.measure(limiter, KEYS);
        assertThat(need.strings()).isBetween(LEAST_STRING, LEAST_STRING + 8);
        assertThat(need.all()).isBetween(100.0, 700.0);
    }
}
