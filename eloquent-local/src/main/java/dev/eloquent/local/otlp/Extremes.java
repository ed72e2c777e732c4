package dev.eloquent.local.otlp;

import java.util.OptionalDouble;

/** The least and the greatest value of a histogram, each of which may not have been sent. */
record Extremes(OptionalDouble min, OptionalDouble max) {
    static final Extremes NONE = new Extremes(OptionalDouble.empty(), OptionalDouble.empty());

    Extremes withMin(double value) {
        return new Extremes(OptionalDouble.of(value), max);
    }

    Extremes withMax(double value) {
        return new Extremes(min, OptionalDouble.of(value));
    }
}
