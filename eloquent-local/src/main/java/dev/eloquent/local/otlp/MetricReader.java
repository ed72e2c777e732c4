package dev.eloquent.local.otlp;

import dev.eloquent.local.otlp.Kept.Weighed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads an ExportMetricsServiceRequest. */
final class MetricReader {
    static final int GAUGE = 5;
    static final int SUM = 7;
    static final int HISTOGRAM = 9;
    static final int EXPONENTIAL_HISTOGRAM = 10;
    static final int SUMMARY = 11;

    private final List<Weighed<MetricPoint>> points = new ArrayList<>();

    private MetricReader() {}

    static List<Weighed<MetricPoint>> read(byte[] body) {
        MetricReader reader = new MetricReader();
        Envelope.read(ProtoReader.of(body), reader::metric);
        return reader.points;
    }

    private void metric(ProtoReader in, Map<String, Object> resource, InstrumentationScope scope) {
        String name = "";
        String description = "";
        String unit = "";
        List<Data> data = new ArrayList<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> description = in.text();
                case 3 -> unit = in.text();
                case GAUGE, SUM, HISTOGRAM, EXPONENTIAL_HISTOGRAM, SUMMARY -> data.add(data(in.field(), in.message()));
                default -> in.skip();
            }
        }
        if (name.isEmpty()) {
            throw ProtoReader.broken("a metric must have a name");
        }
        for (Data each : data) {
            for (ProtoReader point : each.points()) {
                int length = point.left();
                int before = point.messages();
                PointReader reader = PointReader.of(each.kind(), point);
                points.add(Weighed.of(
                        new MetricPoint(
                                name,
                                description,
                                unit,
                                value(each, reader),
                                reader.start(),
                                reader.time(),
                                reader.attributes(),
                                resource,
                                scope),
                        length,
                        point.messages() - before));
            }
        }
    }

    /** The points of a metric, and what holds for all of them. */
    private static Data data(int kind, ProtoReader in) {
        List<ProtoReader> points = new ArrayList<>();
        Temporality temporality = Temporality.UNSPECIFIED;
        boolean monotonic = false;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> points.add(in.message());
                case 2 -> temporality = Temporality.of(in.varint());
                case 3 -> monotonic = in.varint() != 0;
                default -> in.skip();
            }
        }
        return new Data(kind, points, temporality, monotonic);
    }

    private static PointValue value(Data data, PointReader point) {
        return switch (data.kind()) {
            case GAUGE -> new PointValue.Gauge(point.value());
            case SUM -> new PointValue.Sum(point.value(), data.monotonic(), data.temporality());
            case HISTOGRAM -> point.histogram(data.temporality());
            case EXPONENTIAL_HISTOGRAM -> point.exponentialHistogram(data.temporality());
            default -> point.summary();
        };
    }

    private record Data(int kind, List<ProtoReader> points, Temporality temporality, boolean monotonic) {}
}
