package dev.eloquent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.metrics.Heap;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** What a flood of requests leaves in a registry that has a budget of series. */
@Timeout(120)
final class HttpBudgetTest {
    private static final int BUDGET = 50;
    private static final int ROUND = 200_000;

    /** Five bytes each: whatever is kept for each of them is more. */
    private static final long NOTHING = 5L * ROUND;

    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();
    private final CloudWatchRegistry registry = CloudWatchRegistry.of(
                    Map.of("cloudwatch.namespace", "shop", "cloudwatch.step", "PT1H")::get)
            .seriesBudget(BUDGET)
            .client(client -> client.endpointOverride(cloudWatch.endpoint())
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(
                            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))))
            .start();
    private final Random random = new Random(7);

    @AfterEach
    void close() {
        registry.close(Duration.ZERO);
        cloudWatch.close();
    }

    @Test
    void requestsPastTheBudgetAreCountedUnderOtherAndKeepNothing() throws Exception {
        HttpServerTelemetry telemetry = HttpServerTelemetry.metrics(
                registry,
                HttpRoutes.of(IntStream.range(0, 40)
                        .mapToObj(route -> "/known" + route + "/{id}")
                        .toArray(String[]::new)));
        flood(telemetry, ROUND);
        int meters = registry.getMeters().size();
        long before = Heap.used();
        flood(telemetry, ROUND);
        assertThat(Heap.used() - before).as("bytes kept of %s requests", ROUND).isLessThan(NOTHING);
        assertThat(registry.getMeters()).hasSize(meters);

        assertThat(registry.flush(Duration.ofSeconds(30)).complete()).isTrue();
        List<ReceivedDatum> requests = cloudWatch.data("shop", "http.server.requests");
        assertThat(requests).hasSizeBetween(10, BUDGET);
        assertThat(requests).extracting(datum -> datum.dimensions().get("uri")).contains("other");
        assertThat(samples("http.server.requests")).as("none is lost").isEqualTo(2.0 * ROUND);
        assertThat(cloudWatch.distribution("shop", "eloquent.metrics.overflow").map(Distribution::sum))
                .hasValueSatisfying(overflow -> assertThat(overflow).isGreaterThan(100));
        assertThat(cloudWatch.data())
                .allSatisfy(datum -> assertThat(datum.dimensions().values())
                        .allSatisfy(value -> assertThat(value).doesNotContain("planted")));
    }

    @Test
    void eachLookUpPastTheBudgetIsCountedAndKeepsNothing() {
        lookUps();
        long before = Heap.used();
        lookUps();
        assertThat(Heap.used() - before).as("bytes kept of %s look-ups", ROUND).isLessThan(NOTHING);
        assertThat(registry.flush(Duration.ofSeconds(30)).complete()).isTrue();
        assertThat(cloudWatch.distribution("shop", "orders").orElseThrow().sum())
                .isEqualTo(2.0 * ROUND);
        assertThat(cloudWatch
                        .distribution("shop", "eloquent.metrics.overflow")
                        .orElseThrow()
                        .sum())
                .isEqualTo(2.0 * ROUND - (BUDGET - 1));
    }

    /** Control: the measure sees sixteen bytes a key. */
    @Test
    void control_aNumberForEachLookUpIsSeen() {
        List<Integer> kept = new ArrayList<>(ROUND);
        long before = Heap.used();
        for (int i = 0; i < ROUND; i++) {
            kept.add(random.nextInt(Integer.MAX_VALUE - 1_000) + 1_000);
        }
        assertThat(Heap.used() - before).isGreaterThan(2 * NOTHING);
        assertThat(kept).hasSize(ROUND);
    }

    private void lookUps() {
        for (int i = 0; i < ROUND; i++) {
            registry.counter("orders", "customer", "planted" + random.nextLong())
                    .increment();
        }
    }

    private double samples(String name) {
        return cloudWatch.distribution("shop", name).orElseThrow().sampleCount();
    }

    private void flood(HttpServerTelemetry telemetry, int requests) throws Exception {
        int[] statuses = {200, 404, 500};
        Filter.Chain chain = new Filter.Chain(
                List.of(), exchange -> exchange.sendResponseHeaders(statuses[random.nextInt(statuses.length)], -1));
        for (int i = 0; i < requests; i++) {
            boolean known = random.nextInt(4) > 0;
            telemetry.doFilter(
                    new FloodRequest(
                            random.nextInt(3) > 0 ? "GET" : "M" + random.nextLong(),
                            (known ? "/known" + random.nextInt(40) : "/planted") + "/planted" + random.nextLong(),
                            "planted" + random.nextLong() + ".example"),
                    chain);
        }
    }
}
