package dev.eloquent.peers.telemetry;

import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.MetricPoint;
import dev.eloquent.local.otlp.PointValue;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** OTLP over HTTP, to a collector, or signed to CloudWatch itself. */
final class OtlpIntake implements Intake {
    private final LocalOtlp otlp;

    OtlpIntake(LocalOtlp otlp) {
        this.otlp = otlp;
    }

    @Override
    public URI endpoint() {
        return otlp.endpoint();
    }

    @Override
    public List<Datum> data() {
        return otlp.points().stream().map(OtlpIntake::datum).toList();
    }

    private static Datum datum(MetricPoint point) {
        Map<String, String> tags = new TreeMap<>();
        point.attributes().forEach((key, value) -> tags.put(key, String.valueOf(value)));
        if (point.value() instanceof PointValue.ExponentialHistogram histogram) {
            return new Datum(point.metric(), tags, point.time(), histogram.sum(), weights(histogram));
        }
        if (point.value() instanceof PointValue.Sum sum) {
            return Datum.of(point.metric(), tags, point.time(), sum.value());
        }
        if (point.value() instanceof PointValue.Gauge gauge) {
            return Datum.of(point.metric(), tags, point.time(), gauge.value());
        }
        double sum = point.value() instanceof PointValue.Histogram histogram ? histogram.sum() : 0;
        return new Datum(point.metric(), tags, point.time(), sum, Map.of());
    }

    /** The middle of each bucket. */
    private static Map<Double, Double> weights(PointValue.ExponentialHistogram histogram) {
        Map<Double, Double> weights = new TreeMap<>();
        double width = Math.pow(2, -histogram.scale());
        List<Long> counts = histogram.positive().counts();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                double middle = Math.pow(2, (histogram.positive().offset() + i + 0.5) * width);
                weights.merge(middle, (double) counts.get(i), Double::sum);
            }
        }
        return weights;
    }

    @Override
    public void does(Trouble trouble) {
        CloudWatchIntake.show(otlp, trouble);
    }

    @Override
    public int busiest(Duration span) {
        return otlp.requests().busiest(span);
    }

    @Override
    public long calls() {
        return otlp.requests().total();
    }

    @Override
    public void close() {
        otlp.close();
    }
}
