package dev.eloquent.local.page;

import dev.eloquent.local.otlp.InstrumentationScope;
import dev.eloquent.local.otlp.MetricPoint;
import dev.eloquent.local.otlp.PointValue;
import dev.eloquent.local.otlp.Temporality;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The points of OTLP as data: of what counts since a start, how much came since the point before. */
final class OtlpData {
    private static final String SERVICE = "service.name";
    private static final String INSTANCE = "service.instance.id";

    private final boolean complete;
    private final Map<Stream, Before> streams = new HashMap<>();
    private final List<Datum> data = new ArrayList<>();

    private OtlpData(boolean complete) {
        this.complete = complete;
    }

    /**
     * Those that have a time which is not later than {@code end}.
     *
     * @param points in the order of arrival
     * @param complete whether no older ones were dropped, so that the first of a stream is all since its start
     */
    static List<Datum> of(List<MetricPoint> points, boolean complete, Instant end) {
        OtlpData all = new OtlpData(complete);
        for (MetricPoint point : points) {
            if (point.time().isAfter(Instant.EPOCH) && !point.time().isAfter(end)) {
                all.add(point);
            }
        }
        return all.data;
    }

    private void add(MetricPoint point) {
        Stream stream = Stream.of(point);
        Before before = streams.get(stream);
        if (before != null && !point.time().isAfter(before.point().time())) {
            // One that was sent again.
            return;
        }
        Map<String, String> dimensions = before == null ? dimensions(point) : before.dimensions();
        streams.put(stream, new Before(point, dimensions));
        boolean cumulative = isCumulative(point.value());
        if (cumulative && before == null && !complete) {
            return;
        }
        Optional<PointValue> subtracted =
                cumulative && before != null && before.point().start().equals(point.start())
                        ? Optional.of(before.point().value())
                        : Optional.empty();
        Since.of(point.value(), subtracted)
                .ifPresent(since -> data.add(new Datum(
                        new Metric.Name(
                                Metric.Source.OTLP,
                                String.valueOf(point.resource().getOrDefault(SERVICE, "")),
                                point.metric(),
                                point.unit()),
                        dimensions,
                        point.time(),
                        point.value() instanceof PointValue.Sum sum && isIncrement(sum),
                        since)));
    }

    /** Several tasks are told apart by their ids, if they have any. */
    private static Map<String, String> dimensions(MetricPoint point) {
        Map<String, String> dimensions = new TreeMap<>();
        point.attributes().forEach((name, value) -> dimensions.put(name, String.valueOf(value)));
        Optional.ofNullable(point.resource().get(INSTANCE))
                .ifPresent(instance -> dimensions.putIfAbsent(INSTANCE, String.valueOf(instance)));
        return Collections.unmodifiableMap(dimensions);
    }

    /** What only goes up, or is a change by itself; what goes up and down is shown as it is. */
    private static boolean isIncrement(PointValue.Sum sum) {
        return sum.monotonic() || sum.temporality() == Temporality.DELTA;
    }

    private static boolean isCumulative(PointValue value) {
        if (value instanceof PointValue.Sum sum) {
            return sum.monotonic() && sum.temporality() != Temporality.DELTA;
        } else if (value instanceof PointValue.Histogram histogram) {
            return histogram.temporality() != Temporality.DELTA;
        } else if (value instanceof PointValue.ExponentialHistogram histogram) {
            return histogram.temporality() != Temporality.DELTA;
        }
        return value instanceof PointValue.Summary;
    }

    /** What follows each other: of one sender, in one kind. */
    private record Stream(
            String metric,
            String unit,
            Class<?> kind,
            Map<String, Object> resource,
            InstrumentationScope scope,
            Map<String, Object> attributes) {
        static Stream of(MetricPoint point) {
            return new Stream(
                    point.metric(),
                    point.unit(),
                    point.value().getClass(),
                    point.resource(),
                    point.scope(),
                    point.attributes());
        }
    }

    private record Before(MetricPoint point, Map<String, String> dimensions) {}
}
