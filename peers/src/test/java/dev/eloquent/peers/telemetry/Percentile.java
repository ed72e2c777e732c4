package dev.eloquent.peers.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** The 99th, by nearest rank. */
final class Percentile {
    private static final double P99 = 0.99;

    private Percentile() {}

    /** Times of requests in milliseconds, most of them near the median and a few far above it. */
    static double[] times(int count, double median, long seed) {
        Random random = new Random(seed);
        return DoubleStream.generate(() -> median * Math.exp(random.nextGaussian() / 2))
                .limit(count)
                .toArray();
    }

    static double p99(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(P99 * sorted.length) - 1];
    }

    private static double p99(Map<Double, Double> weights) {
        double wanted =
                P99 * weights.values().stream().mapToDouble(Double::doubleValue).sum() - 1e-9;
        double passed = 0;
        double last = 0;
        for (Map.Entry<Double, Double> weight : new TreeMap<>(weights).entrySet()) {
            passed += weight.getValue();
            last = weight.getKey();
            if (passed >= wanted) {
                break;
            }
        }
        return last;
    }

    /** All that CloudWatch could show as the p99 of what came, from the metrics whose names begin so. */
    static List<Double> candidates(List<Datum> data, String name) {
        Map<String, Map<Double, Double>> pooled = new TreeMap<>();
        for (Datum datum : data) {
            if (datum.name().startsWith(name) && !datum.weights().isEmpty()) {
                Map<Double, Double> weights =
                        pooled.computeIfAbsent(datum.name() + datum.tags(), any -> new TreeMap<>());
                datum.weights().forEach((value, weight) -> weights.merge(value, weight, Double::sum));
            }
        }
        List<Double> candidates = new ArrayList<>();
        for (Map<Double, Double> weights : pooled.values()) {
            candidates.add(p99(weights));
            double count =
                    weights.values().stream().mapToDouble(Double::doubleValue).sum();
            candidates.add(weights.entrySet().stream()
                            .mapToDouble(weight -> weight.getKey() * weight.getValue())
                            .sum()
                    / count);
            candidates.add(weights.keySet().iterator().next());
        }
        return candidates;
    }
}
