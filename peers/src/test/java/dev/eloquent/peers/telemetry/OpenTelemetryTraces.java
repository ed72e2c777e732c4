package dev.eloquent.peers.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.contrib.awsxray.AwsXrayIdGenerator;
import io.opentelemetry.contrib.awsxray.propagator.AwsXrayPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry's SDK, batch processor and exporter, with its community's ids and propagator for X-Ray. */
final class OpenTelemetryTraces implements TracedTask {
    private final Own own = new Own();
    private final OpenTelemetrySdk sdk;

    OpenTelemetryTraces(URI base) {
        this(
                base,
                AwsXrayIdGenerator.getInstance(),
                TextMapPropagator.composite(AwsXrayPropagator.getInstance(), W3CTraceContextPropagator.getInstance()));
    }

    OpenTelemetryTraces(URI base, IdGenerator ids, TextMapPropagator propagator) {
        SdkMeterProvider meters =
                SdkMeterProvider.builder().registerMetricReader(own).build();
        BatchSpanProcessor processor = BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                        .setEndpoint(base + "/v1/traces")
                        .setTimeout(TracesPeer.TIMEOUT)
                        .setMeterProvider(() -> meters)
                        .build())
                .setScheduleDelay(TracesPeer.DELAY)
                .build();
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setIdGenerator(ids)
                        .addSpanProcessor(processor)
                        .build())
                .setPropagators(ContextPropagators.create(propagator))
                .build();
    }

    @Override
    public OpenTelemetry openTelemetry() {
        return sdk;
    }

    @Override
    public boolean flush(Duration deadline) {
        return sdk.getSdkTracerProvider()
                .forceFlush()
                .join(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .isSuccess();
    }

    @Override
    public long lost() {
        return own.lost();
    }

    @Override
    public void close(Duration deadline) {
        sdk.getSdkTracerProvider().shutdown().join(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What it counts of itself. */
    private static final class Own implements MetricReader {
        private volatile CollectionRegistration metrics = CollectionRegistration.noop();

        long lost() {
            Collection<MetricData> all = metrics.collectAllMetrics();
            return all.stream()
                    .filter(metric -> metric.getName().equals("otlp.exporter.exported"))
                    .flatMap(metric -> metric.getLongSumData().getPoints().stream())
                    .filter(point ->
                            Boolean.FALSE.equals(point.getAttributes().get(AttributeKey.booleanKey("success"))))
                    .mapToLong(point -> point.getValue())
                    .sum();
        }

        @Override
        public void register(CollectionRegistration registration) {
            metrics = registration;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public MemoryMode getMemoryMode() {
            return MemoryMode.IMMUTABLE_DATA;
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }
    }
}
