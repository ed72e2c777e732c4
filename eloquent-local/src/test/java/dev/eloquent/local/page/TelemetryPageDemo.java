package dev.eloquent.local.page;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The page with made-up telemetry of a shop of two tasks: the last 40 minutes at once, with an outage of 4, and then a
 * step every 10 seconds and some requests every second, until it is stopped. AWS's and OpenTelemetry's own clients send
 * it. {@code docs/telemetry-page} runs it.
 */
public final class TelemetryPageDemo implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int MOST_DATA = 500;
    private static final List<String> ROUTES = List.of("/orders", "/orders/{id}", "/search", "/checkout", "UNKNOWN");

    private final Random random;
    private final CloudWatchClient cloudWatch;
    private final SdkTracerProvider shop;
    private final SdkTracerProvider stock;
    private final StockMetrics stockMetrics;
    private final List<MetricDatum> waiting = new ArrayList<>();

    TelemetryPageDemo(LocalCloudWatch metrics, LocalOtlp otlp, long seed) {
        random = new Random(seed);
        cloudWatch = CloudWatchClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(metrics.endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        shop = tracing(otlp, "shop");
        stock = tracing(otlp, "stock");
        stockMetrics = new StockMetrics(otlp, random);
    }

    private static SdkTracerProvider tracing(LocalOtlp otlp, String service) {
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), service)))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(otlp.endpoint() + "/v1/traces")
                                .build())
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
    }

    /** Runs until it is stopped. An argument is the page's port. */
    public static void main(String[] args) throws InterruptedException {
        int port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
        try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start();
                LocalOtlp otlp = LocalOtlp.collector().start();
                LocalTelemetryPage page =
                        LocalTelemetryPage.of(cloudWatch, otlp).port(port).start();
                TelemetryPageDemo demo = new TelemetryPageDemo(cloudWatch, otlp, 7)) {
            demo.past(Instant.now(), Duration.ofMinutes(40));
            System.out.println(page.url());
            for (int second = 1; ; second++) {
                Thread.sleep(1_000);
                demo.requests(Instant.now(), 3);
                if (second % STEP.toSeconds() == 0) {
                    demo.step(Instant.now());
                    demo.send();
                }
            }
        }
    }

    void past(Instant now, Duration time) {
        Instant down = now.minus(Duration.ofMinutes(17));
        for (Instant at = now.minus(time); at.isBefore(now); at = at.plus(STEP)) {
            if (at.isBefore(down) || at.isAfter(down.plus(Duration.ofMinutes(4)))) {
                step(at);
            }
        }
        send();
        for (int i = 0; i < 120; i++) {
            requests(now.minusMillis((120 - i) * 900L), 1);
        }
        shop.forceFlush();
        stock.forceFlush();
    }

    /** What two tasks of the shop, and one of the stock, publish in one step. */
    void step(Instant at) {
        stockMetrics.step(at);
        for (String task : List.of("a", "b")) {
            double wave = 1 + 0.5 * Math.sin(at.getEpochSecond() / 400.0);
            for (int i = 0; i < ROUTES.size(); i++) {
                Map<String, String> route =
                        Map.of("method", "GET", "uri", ROUTES.get(i), "status", "200", "outcome", "SUCCESS");
                distribution("http.server.requests", route, at, StandardUnit.SECONDS, 0.012 * (i + 1) * wave, 60);
            }
            distribution(
                    "http.server.responses", Map.of("outcome", "SUCCESS"), at, StandardUnit.SECONDS, 0.03 * wave, 90);
            distribution(
                    "hikaricp.connections.acquire", Map.of("pool", "db"), at, StandardUnit.SECONDS, 0.0004 * wave, 40);
            distribution(
                    "http.client.requests",
                    Map.of("client", "stock", "method", "GET", "outcome", "SUCCESS"),
                    at,
                    StandardUnit.SECONDS,
                    0.02 * wave,
                    30);
            distribution("payload.size", Map.of(), at, StandardUnit.BYTES, 14_000, 30);
            value("eloquent.heartbeat", Map.of(), at, StandardUnit.COUNT, 1);
            value(
                    "jvm.memory.used",
                    Map.of("area", "heap"),
                    at,
                    StandardUnit.BYTES,
                    180e6 + at.getEpochSecond() % 120 * 1.2e6 + random.nextInt(4_000_000));
            value("jvm.memory.used", Map.of("area", "nonheap"), at, StandardUnit.BYTES, 96e6);
            for (String pool : List.of("db", "reports")) {
                value("hikaricp.connections.active", Map.of("pool", pool), at, StandardUnit.NONE, random.nextInt(8));
                value("hikaricp.connections.idle", Map.of("pool", pool), at, StandardUnit.NONE, random.nextInt(4));
            }
            value("ecs.task.cpu.utilization", Map.of(), at, StandardUnit.PERCENT, 30 * wave + random.nextInt(9));
            value("ecs.task.memory.utilization", Map.of(), at, StandardUnit.PERCENT, 61 + random.nextInt(2));
            value("eloquent.health.status", Map.of(), at, StandardUnit.NONE, 1);
            value("eloquent.secrets.age", Map.of("secret", "shop/db"), at, StandardUnit.SECONDS, (double)
                    (at.getEpochSecond() % 3_600));
            value(
                    "eloquent.ratelimit.decisions",
                    Map.of("quota", "search", "outcome", "allowed"),
                    at,
                    StandardUnit.COUNT,
                    200 + random.nextInt(60));
            value(
                    "eloquent.ratelimit.decisions",
                    Map.of("quota", "search", "outcome", "denied"),
                    at,
                    StandardUnit.COUNT,
                    random.nextInt(30));
            for (String name : List.of(
                    "jvm.threads.live",
                    "jvm.classes.loaded",
                    "process.files.open",
                    "jvm.gc.pause.max",
                    "executor.active",
                    "executor.queued",
                    "eloquent.metrics.published",
                    "eloquent.traces.sent")) {
                value(name, Map.of(), at, StandardUnit.NONE, 20 + random.nextInt(12) + task.length());
            }
        }
    }

    private void distribution(
            String name, Map<String, String> dimensions, Instant at, StandardUnit unit, double middle, int samples) {
        Map<Double, Double> counts = new TreeMap<>();
        for (int i = 0; i < samples; i++) {
            double value = middle * Math.exp(random.nextGaussian() * 0.6);
            // Buckets that are 5 % wide, as a registry would send them.
            counts.merge(Math.exp(Math.rint(Math.log(value) / 0.05) * 0.05), 1.0, Double::sum);
        }
        add(
                name,
                dimensions,
                at,
                unit,
                MetricDatum.builder().values(counts.keySet()).counts(counts.values()));
    }

    private void value(String name, Map<String, String> dimensions, Instant at, StandardUnit unit, double value) {
        add(name, dimensions, at, unit, MetricDatum.builder().value(value));
    }

    private void add(
            String name, Map<String, String> dimensions, Instant at, StandardUnit unit, MetricDatum.Builder datum) {
        List<Dimension> all = new ArrayList<>();
        all.add(Dimension.builder().name("service").value("shop").build());
        dimensions.forEach((key, value) ->
                all.add(Dimension.builder().name(key).value(value).build()));
        waiting.add(
                datum.metricName(name).dimensions(all).timestamp(at).unit(unit).build());
        if (waiting.size() == MOST_DATA) {
            send();
        }
    }

    void send() {
        if (!waiting.isEmpty()) {
            List<MetricDatum> data = List.copyOf(waiting);
            waiting.clear();
            cloudWatch.putMetricData(request -> request.namespace("shop").metricData(data));
        }
    }

    /** So many requests, with what they asked of others; one in ten fails. */
    void requests(Instant end, int count) {
        for (int i = 0; i < count; i++) {
            request(end.minusMillis(250L + random.nextInt(500)), random.nextInt(10) == 0);
        }
    }

    private void request(Instant start, boolean fails) {
        String route = ROUTES.get(random.nextInt(4));
        Tracer tracer = shop.get("dev.eloquent.tracing.http");
        Span server = span(tracer, "GET " + route, SpanKind.SERVER, Context.root(), start)
                .setAttribute("http.route", route)
                .setAttribute("http.request.method", "GET")
                .setAttribute("http.response.status_code", fails ? 503 : 200)
                .setAttribute("url.path", route.replace("{id}", "4711"))
                .setAttribute("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) ".repeat(20));
        Context in = Context.root().with(server);
        Instant at = start.plusMillis(1 + random.nextInt(3));
        at = leaf(tracer, "ratelimit.decide", SpanKind.INTERNAL, in, at, 900 + random.nextInt(900));
        at = leaf(tracer, "SELECT orders", SpanKind.CLIENT, in, at, 4_000 + random.nextInt(9_000));
        if (!route.equals("/search")) {
            Span client = span(tracer, "GET stock", SpanKind.CLIENT, in, at).setAttribute("server.address", "stock");
            Tracer theirs = stock.get("dev.eloquent.tracing.http");
            Instant there = at.plusMillis(2);
            Span answer = span(theirs, "GET /stock/{item}", SpanKind.SERVER, in.with(client), there);
            Context inside = in.with(answer);
            there = leaf(theirs, "GET cache", SpanKind.CLIENT, inside, there.plusMillis(1), 700);
            there = leaf(theirs, "SELECT items", SpanKind.CLIENT, inside, there, 15_000 + random.nextInt(40_000));
            if (fails) {
                answer.setStatus(StatusCode.ERROR, "no connection to the database within 500 ms");
                answer.addEvent(
                        "exception",
                        Attributes.of(
                                AttributeKey.stringKey("exception.type"), "java.sql.SQLTransientConnectionException",
                                AttributeKey.stringKey("exception.message"),
                                        "db - Connection is not available, request timed out after 500ms"),
                        there);
                client.setStatus(StatusCode.ERROR);
                server.setStatus(StatusCode.ERROR);
            }
            answer.end(there.plusMillis(1));
            at = there.plusMillis(3);
            client.end(at);
        }
        at = leaf(tracer, "render", SpanKind.INTERNAL, in, at, 2_000 + random.nextInt(5_000));
        server.end(at.plusMillis(1));
    }

    private static Span span(Tracer tracer, String name, SpanKind kind, Context parent, Instant start) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .setStartTimestamp(start)
                .startSpan();
    }

    private static Instant leaf(Tracer tracer, String name, SpanKind kind, Context parent, Instant start, int micros) {
        Instant end = start.plusNanos(micros * 1_000L);
        span(tracer, name, kind, parent, start).end(end);
        return end.plusNanos(200_000);
    }

    @Override
    public void close() {
        shop.close();
        stock.close();
        stockMetrics.close();
        cloudWatch.close();
    }
}
