package dev.eloquent.health.pinecone;

import dev.eloquent.health.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the index should be like. Immutable. */
record IndexExpectation(OptionalInt dimension, OptionalLong capacity, double nearlyFullAt) {
    /** Nothing but that it answers. */
    static final IndexExpectation NONE = new IndexExpectation(OptionalInt.empty(), OptionalLong.empty(), 0.9);

    /**
     * The largest dimension of a dense index.
     *
     * @see <a href="https://docs.pinecone.io/reference/quotas-and-rate-limits">Pinecone: limits</a>
     */
    private static final int MAX_DIMENSION = 20_000;

    IndexExpectation dimension(int value) {
        return new IndexExpectation(OptionalInt.of(value), capacity, nearlyFullAt);
    }

    IndexExpectation capacity(long value) {
        return new IndexExpectation(dimension, OptionalLong.of(value), nearlyFullAt);
    }

    IndexExpectation nearlyFullAt(double value) {
        return new IndexExpectation(dimension, capacity, value);
    }

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        dimension.ifPresent(value -> {
            if (value < 1 || value > MAX_DIMENSION) {
                faults.add("dimension must be from 1 to " + MAX_DIMENSION + ", was " + value);
            }
        });
        capacity.ifPresent(value -> {
            if (value < 1) {
                faults.add("capacity must be at least 1 vector, was " + value);
            }
        });
        if (!(nearlyFullAt > 0 && nearlyFullAt <= 1)) {
            faults.add("nearlyFullAt must be above 0 and at most 1, was " + nearlyFullAt);
        }
        return faults;
    }

    CheckResult judge(IndexStats stats) {
        double fullness = fullness(stats);
        CheckResult result = verdict(stats, fullness)
                .with(
                        "dimension",
                        stats.dimension().isPresent() ? stats.dimension().getAsLong() : "none (sparse)")
                .with("vectors", stats.vectors());
        if (fullness > 0 || capacity.isPresent()) {
            result = result.with("fullness", Math.round(fullness * 1000) / 1000.0);
        }
        if (result.reason().equals(PineconeCheck.WRONG_DIMENSION)) {
            result = result.with("expected_dimension", dimension.orElse(0));
        }
        return result;
    }

    private CheckResult verdict(IndexStats stats, double fullness) {
        boolean differs = dimension.isPresent()
                && stats.dimension().isPresent()
                && stats.dimension().getAsLong() != dimension.getAsInt();
        if (differs) {
            return CheckResult.unhealthy(PineconeCheck.WRONG_DIMENSION);
        }
        return fullness >= nearlyFullAt ? CheckResult.degraded(PineconeCheck.INDEX_NEARLY_FULL) : CheckResult.healthy();
    }

    /** The fuller of what Pinecone says of itself, where that has a meaning, and of what was planned for. */
    private double fullness(IndexStats stats) {
        double ofCapacity = capacity.isPresent() ? (double) stats.vectors() / capacity.getAsLong() : 0;
        return Math.max(stats.fullness(), ofCapacity);
    }
}
