package dev.eloquent.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Puts tracing together: OpenTelemetry's SDK, and what of ours it hands its spans to. */
final class Assembly {
    private static final int LONGEST_VALUE = 4_096;

    private final TracingSettings settings;
    private final Resource resource;

    Assembly(TracingSettings settings) {
        this.settings = settings;
        this.resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        settings.service().name(),
                        AttributeKey.stringKey("service.version"),
                        settings.service().version(),
                        AttributeKey.stringKey("deployment.environment.name"),
                        settings.service().environment())));
    }

    Tracing tracing() {
        Optional<SpanPipeline> pipeline = settings.destination().isNone() ? Optional.empty() : Optional.of(pipeline());
        SdkTracerProviderBuilder spans = SdkTracerProvider.builder()
                .setResource(resource)
                .setIdGenerator(new XRayIds(
                        settings.clock(), () -> ThreadLocalRandom.current().nextLong()))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
                .addSpanProcessor(pipeline.isPresent() ? pipeline.get() : new NoDelivery());
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(spans.build())
                // X-Ray's first, so that a W3C parent has the last word. No baggage.
                .setPropagators(ContextPropagators.create(
                        TextMapPropagator.composite(new XRayPropagator(), W3CTraceContextPropagator.getInstance())))
                .build();
        return new Tracing(sdk, pipeline);
    }

    private SpanPipeline pipeline() {
        TraceDestination to = settings.destination();
        SpanStock spans = new SpanStock(
                settings.queue(), settings.batch(), settings.delay(), settings.timeout(), System::nanoTime);
        Post post = new Post(to.address(), to.headers(), to.signer(), new Skew(settings.clock()));
        Delivery delivery = new Delivery(
                post, spans.time(), spans.books(), settings.backoff(), settings.patience(), System::nanoTime);
        SpanCourier courier =
                new SpanCourier(spans, new SpanEncoder(settings.mostBytes()), delivery, resource, settings.late());
        return new SpanPipeline(spans, post, courier, Tracing.CLOSING);
    }
}
