package dev.eloquent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import dev.eloquent.metrics.Heap;
import dev.eloquent.tracing.Tracing;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A client that asks for whatever comes to its mind. Without sockets, so that there can be many. */
final class HttpFloodTest {
    private static final int REQUESTS = 100_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Tracing tracing = Tracing.of("shop", "1", "test").start();
    private final Random random = new Random(7);

    @Test
    void aHundredThousandPathsMethodsAndHostsMakeAFewSeriesAndKeepNothing() throws Exception {
        HttpServerTelemetry telemetry =
                HttpServerTelemetry.of(registry, tracing.openTelemetry(), HttpRoutes.of("/orders/{id}", "/files/*"));
        flood(telemetry, 1_000);
        long before = Heap.used();
        flood(telemetry, REQUESTS);
        assertThat(Heap.used() - before)
                .as("bytes kept of %s requests", REQUESTS)
                .isLessThan(2_000_000);
        assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(2 * 3 + 1);
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .extracting(Tag::getValue)
                        .allSatisfy(value -> assertThat(value).doesNotContain("planted")));
    }

    /** Control: with the path for a tag, every request is a series, and is kept. */
    @Test
    void control_byPathEveryRequestIsASeries() {
        long before = Heap.used();
        for (int i = 0; i < 20_000; i++) {
            Timer.builder("by.path")
                    .tag("uri", "/planted/" + random.nextLong())
                    .tag("host", "planted" + random.nextLong())
                    .register(registry);
        }
        assertThat(registry.getMeters()).hasSize(20_000);
        assertThat(Heap.used() - before).isGreaterThan(2_000_000);
    }

    private void flood(HttpServerTelemetry telemetry, int requests) throws Exception {
        Filter.Chain chain = new Filter.Chain(List.of(), exchange -> exchange.sendResponseHeaders(404, -1));
        for (int i = 0; i < requests; i++) {
            boolean known = random.nextBoolean();
            telemetry.doFilter(
                    new FloodRequest(
                            random.nextInt(3) > 0 ? "GET" : "M" + random.nextLong(),
                            (known ? "/orders/planted" : "/planted/") + random.nextLong(),
                            "planted" + random.nextLong() + ".example"),
                    chain);
        }
    }
}
