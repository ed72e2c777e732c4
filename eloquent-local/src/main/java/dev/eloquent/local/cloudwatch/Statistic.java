package dev.eloquent.local.cloudwatch;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A statistic that can be asked for by its name. */
record Statistic(String name) {
    static final String SERVED = "SampleCount, Average, Sum, Minimum, Maximum and percentiles such as p99.9";

    private static final Map<String, ToDoubleFunction<Distribution>> SIMPLE = Map.of(
            "SampleCount", Distribution::sampleCount,
            "Average", Distribution::average,
            "Sum", Distribution::sum,
            "Minimum", Distribution::minimum,
            "Maximum", Distribution::maximum);

    /** One that is not a percentile. */
    static Optional<Statistic> simple(String name) {
        return Optional.of(name).filter(SIMPLE::containsKey).map(Statistic::new);
    }

    static Optional<Statistic> percentile(String name) {
        return Optional.of(name)
                .filter(text -> text.matches("p(\\d{1,2}(\\.\\d{1,10})?|100(\\.0{1,10})?)"))
                .map(Statistic::new);
    }

    static Optional<Statistic> any(String name) {
        return simple(name).or(() -> percentile(name));
    }

    /** Nothing if it cannot be told. */
    OptionalDouble of(Distribution distribution) {
        ToDoubleFunction<Distribution> simple = SIMPLE.get(name);
        return simple == null
                ? distribution.percentile(Double.parseDouble(name.substring(1)))
                : OptionalDouble.of(simple.applyAsDouble(distribution));
    }
}
