package dev.eloquent.local.otlp;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** OpenTelemetry's own SDK and exporters, unmodified. */
final class Exporters {
    static final Resource RESOURCE = Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "import"));

    private Exporters() {}

    static OtlpHttpSpanExporterBuilder spans(LocalOtlp otlp) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(otlp.endpoint() + "/v1/traces")
                .setTimeout(Duration.ofSeconds(10));
    }

    static SdkTracerProviderBuilder tracing(OtlpHttpSpanExporter exporter) {
        return SdkTracerProvider.builder().setResource(RESOURCE).addSpanProcessor(SimpleSpanProcessor.create(exporter));
    }

    static SdkMeterProvider metering(LocalOtlp otlp) {
        return SdkMeterProvider.builder()
                .setResource(RESOURCE)
                .registerMetricReader(PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                                .setEndpoint(otlp.endpoint() + "/v1/metrics")
                                .build())
                        .setInterval(Duration.ofHours(1))
                        .build())
                .build();
    }

    /** So many spans that have ended, to be exported by hand. */
    static List<SpanData> ended(int count) {
        List<SpanData> spans = new CopyOnWriteArrayList<>();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(RESOURCE)
                .addSpanProcessor(SimpleSpanProcessor.create(new Collecting(spans)))
                .build()) {
            for (int i = 0; i < count; i++) {
                provider.get("test").spanBuilder("span-" + i).startSpan().end();
            }
        }
        return List.copyOf(spans);
    }
}
