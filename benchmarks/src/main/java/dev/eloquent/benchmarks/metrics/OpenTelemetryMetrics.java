package dev.eloquent.benchmarks.metrics;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** OpenTelemetry's histograms in milliseconds, in deltas, as for CloudWatch; collected once in an hour. */
final class OpenTelemetryMetrics implements AutoCloseable {
    static final String EXPONENTIAL = "exponential";

    private final Nowhere nowhere = new Nowhere();
    private final SdkMeterProvider provider = SdkMeterProvider.builder()
            .registerView(
                    InstrumentSelector.builder().setName(EXPONENTIAL).build(),
                    View.builder()
                            .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                            .build())
            .registerMetricReader(PeriodicMetricReader.builder(nowhere)
                    .setInterval(Duration.ofHours(1))
                    .build())
            .build();

    DoubleHistogram histogram(String name) {
        return provider.get("benchmarks").histogramBuilder(name).setUnit("ms").build();
    }

    /** How many values were recorded since the last time, in all histograms. */
    long recorded() {
        provider.forceFlush().join(10, TimeUnit.SECONDS);
        return nowhere.recorded.sumThenReset();
    }

    @Override
    public void close() {
        provider.close();
    }

    private static final class Nowhere implements MetricExporter {
        private final LongAdder recorded = new LongAdder();

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.DELTA;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            for (MetricData metric : metrics) {
                metric.getHistogramData().getPoints().forEach(point -> recorded.add(point.getCount()));
                metric.getExponentialHistogramData().getPoints().forEach(point -> recorded.add(point.getCount()));
            }
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
