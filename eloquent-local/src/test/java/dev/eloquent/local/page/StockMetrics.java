package dev.eloquent.local.page;

import dev.eloquent.local.otlp.LocalOtlp;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The made-up metrics of a service that has OpenTelemetry's own SDK: its kinds of instruments, over OTLP. */
final class StockMetrics implements AutoCloseable {
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final List<Double> BOUNDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private final Random random;
    private final SetClock clock = new SetClock(Instant.EPOCH);
    private final SdkMeterProvider metering;
    private final DoubleHistogram requests;
    private final DoubleHistogram queries;
    private final LongCounter looked;

    StockMetrics(LocalOtlp otlp, Random random) {
        this.random = random;
        metering = SdkMeterProvider.builder()
                .setClock(clock)
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "stock")))
                .registerView(
                        InstrumentSelector.builder()
                                .setName("db.client.operation.duration")
                                .build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                                .build())
                .registerMetricReader(PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                                .setEndpoint(otlp.endpoint() + "/v1/metrics")
                                .build())
                        .setInterval(Duration.ofDays(1))
                        .build())
                .build();
        Meter meter = metering.get("stock");
        requests = meter.histogramBuilder("http.server.request.duration")
                .setUnit("s")
                .setExplicitBucketBoundariesAdvice(BOUNDS)
                .build();
        queries = meter.histogramBuilder("db.client.operation.duration")
                .setUnit("s")
                .build();
        looked = meter.counterBuilder("stock.items.looked_up").setUnit("{item}").build();
        meter.gaugeBuilder("stock.cache.size")
                .setUnit("By")
                .buildWithCallback(gauge -> gauge.record(40e6 + random.nextInt(2_000_000)));
    }

    void step(Instant at) {
        double wave = 1 + 0.4 * Math.sin(at.getEpochSecond() / 300.0);
        for (String route : List.of("/stock/{item}", "/stock")) {
            for (int i = 0; i < 60; i++) {
                requests.record(
                        0.03 * wave * route.length() / 10 * Math.exp(random.nextGaussian() * 0.7),
                        Attributes.of(ROUTE, route));
            }
        }
        for (int i = 0; i < 150; i++) {
            queries.record(0.012 * wave * Math.exp(random.nextGaussian() * 0.8));
        }
        looked.add(90 + random.nextInt(60));
        clock.time = at;
        metering.forceFlush().join(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        metering.close();
    }
}
