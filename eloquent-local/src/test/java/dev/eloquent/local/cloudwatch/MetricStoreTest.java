package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MetricStoreTest {
    @Test
    void keepsAsManyAsItsCapacity() {
        MetricStore store = new MetricStore(1_000);
        store.add(Collections.nCopies(2_500, datum(Map.of("task", "a"), 150)));
        assertThat(store.find(any -> true)).hasSize(1_000);
        assertThat(store.dropped()).isEqualTo(1_500);
    }

    /** 30 dimensions as long as CloudWatch takes them: 45 KB a datum, of which the capacity alone would keep 4.5 GB. */
    @Test
    void keepsFewerOfThoseThatAreLarge() {
        Map<String, String> dimensions = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            dimensions.put(i + "k".repeat(250), "v".repeat(1_024));
        }
        MetricStore store = new MetricStore(100_000);
        store.add(Collections.nCopies(20_000, datum(dimensions, 150)));
        int kept = store.find(any -> true).size();
        assertThat(kept).isBetween(5_000, 12_000);
        assertThat(store.dropped()).isEqualTo(20_000 - kept);
    }

    private static ReceivedDatum datum(Map<String, String> dimensions, int values) {
        double[] all = new double[values];
        double[] counts = new double[values];
        Arrays.setAll(all, i -> i);
        Arrays.fill(counts, 1);
        return new ReceivedDatum(
                "shop", "latency", dimensions, Instant.EPOCH, "Seconds", 60, Distribution.ofValues(all, counts));
    }
}
