package dev.eloquent.local.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.eloquent.local.server.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VectorIndexTest {
    @ParameterizedTest
    @CsvSource({"COSINE, 0.8, 0, far", "DOTPRODUCT, 8, 0, far", "EUCLIDEAN, 13, 8, near"})
    void scoresByItsMetricAndPutsTheNearestFirst(Metric metric, double far, double near, String first) {
        VectorIndex index = new VectorIndex(metric, Optional.empty());
        index.upsert("", List.of(vector("far", 4, 3), vector("near", 0, 2)));

        List<VectorIndex.Match> matches = index.query("", vector("", 2, 0), 10, any -> true);

        assertThat(score(matches, "far")).isCloseTo(far, within(1e-9));
        assertThat(score(matches, "near")).isCloseTo(near, within(1e-9));
        assertThat(matches.get(0).vector().id()).isEqualTo(first);
    }

    @Test
    void ordersEquallyNearOnesByIdAndStopsAtTheLimit() {
        VectorIndex index = new VectorIndex(Metric.COSINE, Optional.empty());
        index.upsert("", List.of(vector("c", 1, 1), vector("a", 2, 2), vector("b", 3, 3)));
        assertThat(index.query("", vector("", 1, 1), 2, any -> true))
                .extracting(match -> match.vector().id())
                .containsExactly("a", "b");
    }

    /** Batches replace one another whole: no reader ever sees a mixture, whatever the threads do. */
    @Test
    void isNeverSeenHalfChanged() throws Exception {
        VectorIndex index = new VectorIndex(Metric.DOTPRODUCT, Optional.empty());
        index.upsert("", batch(1));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(threads.submit(() -> {
                int looks = 0;
                do {
                    assertThat(index.query("", vector("", 1, 0), 100, any -> true).stream()
                                    .map(VectorIndex.Match::score)
                                    .distinct())
                            .hasSize(1);
                    assertThat(index.stats(any -> true).total()).isEqualTo(20);
                    looks++;
                } while (!done.get());
                return looks;
            }));
        }
        for (int round = 2; round < 1_000; round++) {
            index.upsert("", batch(round));
        }
        done.set(true);
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        threads.shutdown();
    }

    private static List<StoredVector> batch(float value) {
        List<StoredVector> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(vector("v" + i, value, 0));
        }
        return batch;
    }

    private static double score(List<VectorIndex.Match> matches, String id) {
        return matches.stream()
                .filter(match -> match.vector().id().equals(id))
                .findFirst()
                .orElseThrow()
                .score();
    }

    private static StoredVector vector(String id, float... values) {
        return new StoredVector(id, values, Json.object());
    }
}
