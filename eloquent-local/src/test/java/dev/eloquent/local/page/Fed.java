package dev.eloquent.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** Both stand-ins, fed by the vendors' own clients, and the page about them. */
final class Fed implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final LocalCloudWatch cloudWatch;
    final LocalOtlp otlp = LocalOtlp.collector().start();
    final LocalTelemetryPage page;
    private final CloudWatchClient client;
    private final HttpClient http = HttpClient.newHttpClient();

    Fed() {
        this(1_000_000);
    }

    Fed(int capacity) {
        cloudWatch = LocalCloudWatch.region("eu-central-1").capacity(capacity).start();
        page = LocalTelemetryPage.of(cloudWatch, otlp).start();
        client = CloudWatchClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(cloudWatch.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    void put(MetricDatum... data) {
        put(List.of(data));
    }

    void put(List<MetricDatum> data) {
        client.putMetricData(request -> request.namespace("shop").metricData(data));
    }

    /** One that exports all its spans when it is closed. */
    SdkTracerProvider tracing(String service) {
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(otlp.endpoint() + "/v1/traces")
                                .build())
                        .setMaxQueueSize(20_000)
                        .setMaxExportBatchSize(1_000)
                        .build())
                .build();
    }

    /** One that exports when it is flushed, and when it is closed. */
    SdkMeterProviderBuilder metering(String service, AggregationTemporalitySelector temporality) {
        return SdkMeterProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .registerMetricReader(PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                                .setEndpoint(otlp.endpoint() + "/v1/metrics")
                                .setAggregationTemporalitySelector(temporality)
                                .build())
                        .setInterval(Duration.ofHours(1))
                        .build());
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    /** The chart of the only metric of this name. */
    JsonNode chart(String name, String more) throws Exception {
        return json("data/metric?id=" + line(name).get("id").asText() + more);
    }

    JsonNode line(String name) throws Exception {
        for (JsonNode metric : json("data/metrics").get("metrics")) {
            if (metric.get("name").asText().equals(name)) {
                return metric;
            }
        }
        throw new AssertionError("the page has no metric " + name);
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    HttpResponse<String> send(String method, String path) throws Exception {
        URI target = page.url().resolve(path);
        return http.send(
                HttpRequest.newBuilder(target)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        page.close();
        otlp.close();
        cloudWatch.close();
    }
}
