package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.MetricPoint;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.ServiceFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The metrics as the page asks for them. What was grouped serves until other data came. */
final class MetricViews {
    /** More are only counted. */
    static final int MOST_METRICS = 2_000;

    /** How far ahead a sender's clock may be, as at CloudWatch, before it moves the end of all charts. */
    private static final Duration AHEAD = Duration.ofHours(2);

    private final LocalCloudWatch cloudWatch;
    private final LocalOtlp otlp;
    private final InstantSource clock;
    private Grouped grouped = new Grouped(-1, 0, List.of(), Instant.EPOCH, Instant.EPOCH);

    MetricViews(LocalCloudWatch cloudWatch, LocalOtlp otlp, InstantSource clock) {
        this.cloudWatch = cloudWatch;
        this.otlp = otlp;
        this.clock = clock;
    }

    ObjectNode list() {
        Grouped current = grouped();
        ObjectNode json = Json.object()
                .put("now", clock.millis())
                .put("endpoint", cloudWatch.endpoint().toString())
                .put("data", current.data())
                .put("dropped", current.dropped())
                .put("latest", current.last().toEpochMilli())
                .put(
                        "series",
                        current.metrics().stream()
                                .mapToInt(metric -> metric.series().size())
                                .sum())
                .put("more", Math.max(0, current.metrics().size() - MOST_METRICS));
        ArrayNode list = json.putArray("metrics");
        current.metrics().stream()
                .limit(MOST_METRICS)
                .forEach(metric -> MetricLine.write(metric, current.last(), list.addObject()));
        return json;
    }

    ObjectNode chart(MetricQuery query) {
        Grouped current = grouped();
        Metric metric = current.metrics().stream()
                .filter(each -> each.id().equals(query.metric()))
                .findFirst()
                .orElseThrow(() -> new ServiceFault(404, "no data of this metric are kept"));
        Optional<Metric.Series> series = query.series()
                .map(id ->
                        metric.series(id).orElseThrow(() -> new ServiceFault(404, "no data of this series are kept")));
        TimeAxis axis = TimeAxis.of(metric, current.first(), current.last(), query.window());
        return new MetricChart(metric, series, axis).write();
    }

    private synchronized Grouped grouped() {
        // Asked before, so that what is dropped meanwhile is noticed next time.
        long droppedPoints = otlp.droppedPoints();
        long dropped = cloudWatch.dropped() + droppedPoints;
        List<ReceivedDatum> received = cloudWatch.data();
        List<MetricPoint> points = otlp.points();
        int count = received.size() + points.size();
        if (dropped != grouped.dropped() || count != grouped.data()) {
            List<Datum> data = new ArrayList<>();
            received.forEach(datum -> data.add(Datum.of(datum)));
            data.addAll(OtlpData.of(points, droppedPoints == 0, clock.instant().plus(AHEAD)));
            grouped = Grouped.of(dropped, count, data);
        }
        return grouped;
    }

    /**
     * @param data how many were received, also those that are not shown
     * @param first and last timestamps of what is shown, 1970 if that is nothing
     */
    private record Grouped(long dropped, int data, List<Metric> metrics, Instant first, Instant last) {
        static Grouped of(long dropped, int received, List<Datum> data) {
            Instant last = edge(data, Comparator.naturalOrder());
            Instant first = edge(data, Comparator.reverseOrder());
            return new Grouped(dropped, received, Metric.of(data), first, last);
        }

        private static Instant edge(List<Datum> data, Comparator<Instant> order) {
            return data.stream().map(Datum::timestamp).max(order).orElse(Instant.EPOCH);
        }
    }
}
