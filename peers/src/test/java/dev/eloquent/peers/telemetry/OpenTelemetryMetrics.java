package dev.eloquent.peers.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** OpenTelemetry's SDK and exporter on the JDK's client: exponential histograms, and deltas, which CloudWatch's are. */
final class OpenTelemetryMetrics implements MeteredTask {
    /** For which a request is tried, all repeats together; by default 10 s. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final SdkMeterProvider provider;
    private final Meter meter;

    OpenTelemetryMetrics(URI endpoint, Duration step, int series) {
        AtomicReference<SdkMeterProvider> own =
                new AtomicReference<>(SdkMeterProvider.builder().build());
        OtlpHttpMetricExporter exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint(endpoint + "/v1/metrics")
                .setTimeout(TIMEOUT)
                .setAggregationTemporalitySelector(AggregationTemporalitySelector.deltaPreferred())
                .setDefaultAggregationSelector(DefaultAggregationSelector.getDefault()
                        .with(InstrumentType.HISTOGRAM, Aggregation.base2ExponentialBucketHistogram()))
                .setMeterProvider(own::get)
                .build();
        provider = SdkMeterProvider.builder()
                .registerMetricReader(
                        PeriodicMetricReader.builder(exporter).setInterval(step).build(), any -> series)
                .build();
        own.set(provider);
        meter = provider.get("peers");
    }

    @Override
    public void count(String name, String tag, String value) {
        meter.counterBuilder(name).build().add(1, Attributes.of(AttributeKey.stringKey(tag), value));
    }

    @Override
    public void time(String name, double[] millis) {
        DoubleHistogram histogram = meter.histogramBuilder(name).setUnit("ms").build();
        for (double each : millis) {
            histogram.record(each);
        }
    }

    @Override
    public Said close(Duration deadline) {
        CompletableResultCode end = provider.shutdown().join(deadline.toMillis(), TimeUnit.MILLISECONDS);
        return end.isSuccess() ? Said.ALL_ARRIVED : Said.NOT_ALL_ARRIVED;
    }

    @Override
    public Predicate<Datum> tellsOfLoss() {
        return datum -> datum.name().equals("otlp.exporter.exported")
                && "false".equals(datum.tags().get("success"));
    }
}
