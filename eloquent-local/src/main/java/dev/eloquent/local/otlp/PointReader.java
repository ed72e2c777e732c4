package dev.eloquent.local.otlp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One point of any kind: the kinds number the same fields differently, but none has two of the same meaning. */
final class PointReader {
    private final Map<String, Object> attributes = new HashMap<>();
    private final List<Long> counts = new ArrayList<>();
    private final List<Double> bounds = new ArrayList<>();
    private final Map<Double, Double> quantiles = new HashMap<>();
    private Instant start = Instant.EPOCH;
    private Instant time = Instant.EPOCH;
    private Extremes extremes = Extremes.NONE;
    private double value;
    private long count;
    private double sum;
    private int scale;
    private long zeroCount;
    private double zeroThreshold;
    private PointValue.Buckets positive = PointValue.Buckets.NONE;
    private PointValue.Buckets negative = PointValue.Buckets.NONE;

    private PointReader() {}

    static PointReader of(int kind, ProtoReader in) {
        PointReader point = new PointReader();
        while (in.next()) {
            if (in.field() == 2) {
                point.start = AttributeReader.time(in);
            } else if (in.field() == 3) {
                point.time = AttributeReader.time(in);
            } else if (kind == MetricReader.HISTOGRAM) {
                point.histogramField(in);
            } else if (kind == MetricReader.EXPONENTIAL_HISTOGRAM) {
                point.exponentialField(in);
            } else if (kind == MetricReader.SUMMARY) {
                point.summaryField(in);
            } else {
                point.numberField(in);
            }
        }
        return point;
    }

    private void numberField(ProtoReader in) {
        switch (in.field()) {
            case 4 -> value = in.number();
            case 6 -> value = (double) in.fixed64();
            case 7 -> AttributeReader.attribute(in.message(), attributes);
            default -> in.skip();
        }
    }

    private void histogramField(ProtoReader in) {
        switch (in.field()) {
            case 4 -> count = in.fixed64();
            case 5 -> sum = in.number();
            case 6 -> in.fixed64s(counts::add);
            case 7 -> in.numbers(bounds::add);
            case 9 -> AttributeReader.attribute(in.message(), attributes);
            case 11 -> extremes = extremes.withMin(in.number());
            case 12 -> extremes = extremes.withMax(in.number());
            default -> in.skip();
        }
    }

    private void exponentialField(ProtoReader in) {
        switch (in.field()) {
            case 1 -> AttributeReader.attribute(in.message(), attributes);
            case 4 -> count = in.fixed64();
            case 5 -> sum = in.number();
            case 6 -> scale = (int) in.signed();
            case 7 -> zeroCount = in.fixed64();
            case 8 -> positive = buckets(in.message());
            case 9 -> negative = buckets(in.message());
            case 12 -> extremes = extremes.withMin(in.number());
            case 13 -> extremes = extremes.withMax(in.number());
            case 14 -> zeroThreshold = in.number();
            default -> in.skip();
        }
    }

    private void summaryField(ProtoReader in) {
        switch (in.field()) {
            case 4 -> count = in.fixed64();
            case 5 -> sum = in.number();
            case 6 -> quantile(in.message());
            case 7 -> AttributeReader.attribute(in.message(), attributes);
            default -> in.skip();
        }
    }

    private static PointValue.Buckets buckets(ProtoReader in) {
        int offset = 0;
        List<Long> found = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> offset = (int) in.signed();
                case 2 -> in.varints(found::add);
                default -> in.skip();
            }
        }
        return new PointValue.Buckets(offset, found);
    }

    private void quantile(ProtoReader in) {
        double quantile = 0;
        double at = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> quantile = in.number();
                case 2 -> at = in.number();
                default -> in.skip();
            }
        }
        quantiles.put(quantile, at);
    }

    Instant start() {
        return start;
    }

    Instant time() {
        return time;
    }

    Map<String, Object> attributes() {
        return attributes;
    }

    double value() {
        return value;
    }

    PointValue histogram(Temporality temporality) {
        if (!counts.isEmpty() && counts.size() != bounds.size() + 1) {
            throw ProtoReader.broken("a histogram must have one bucket more than bounds, had " + counts.size()
                    + " buckets and " + bounds.size() + " bounds");
        }
        return new PointValue.Histogram(count, sum, extremes.min(), extremes.max(), bounds, counts, temporality);
    }

    PointValue exponentialHistogram(Temporality temporality) {
        return new PointValue.ExponentialHistogram(
                count,
                sum,
                extremes.min(),
                extremes.max(),
                scale,
                zeroCount,
                zeroThreshold,
                positive,
                negative,
                temporality);
    }

    PointValue summary() {
        return new PointValue.Summary(count, sum, quantiles);
    }
}
