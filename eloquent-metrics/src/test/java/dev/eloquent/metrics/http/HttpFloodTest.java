package dev.eloquent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.eloquent.tracing.Tracing;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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
        long before = used();
        flood(telemetry, REQUESTS);
        assertThat(used() - before).as("bytes kept of %s requests", REQUESTS).isLessThan(2_000_000);
        assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(2 * 3 + 1);
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .extracting(Tag::getValue)
                        .allSatisfy(value -> assertThat(value).doesNotContain("planted")));
    }

    /** Control: with the path for a tag, every request is a series, and is kept. */
    @Test
    void control_byPathEveryRequestIsASeries() {
        long before = used();
        for (int i = 0; i < 20_000; i++) {
            Timer.builder("by.path")
                    .tag("uri", "/planted/" + random.nextLong())
                    .tag("host", "planted" + random.nextLong())
                    .register(registry);
        }
        assertThat(registry.getMeters()).hasSize(20_000);
        assertThat(used() - before).isGreaterThan(2_000_000);
    }

    private void flood(HttpServerTelemetry telemetry, int requests) throws Exception {
        Filter.Chain chain = new Filter.Chain(List.of(), exchange -> exchange.sendResponseHeaders(404, -1));
        for (int i = 0; i < requests; i++) {
            boolean known = random.nextBoolean();
            telemetry.doFilter(
                    new Request(
                            random.nextInt(3) > 0 ? "GET" : "M" + random.nextLong(),
                            (known ? "/orders/planted" : "/planted/") + random.nextLong(),
                            "planted" + random.nextLong() + ".example"),
                    chain);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A request that came over no socket. */
    private static final class Request extends HttpExchange {
        private final String method;
        private final URI uri;
        private final Headers headers = new Headers();
        private int status = -1;

        Request(String method, String path, String host) {
            this.method = method;
            this.uri = URI.create(path);
            headers.set("Host", host);
        }

        @Override
        public Headers getRequestHeaders() {
            return headers;
        }

        @Override
        public Headers getResponseHeaders() {
            return new Headers();
        }

        @Override
        public URI getRequestURI() {
            return uri;
        }

        @Override
        public String getRequestMethod() {
            return method;
        }

        @Override
        public HttpContext getHttpContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}

        @Override
        public InputStream getRequestBody() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream getResponseBody() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void sendResponseHeaders(int code, long length) {
            status = code;
        }

        @Override
        public InetSocketAddress getRemoteAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
        }

        @Override
        public int getResponseCode() {
            return status;
        }

        @Override
        public InetSocketAddress getLocalAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
        }

        @Override
        public String getProtocol() {
            return "HTTP/1.1";
        }

        @Override
        public Object getAttribute(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAttribute(String name, Object value) {}

        @Override
        public void setStreams(InputStream in, OutputStream out) {}

        @Override
        public HttpPrincipal getPrincipal() {
            throw new UnsupportedOperationException();
        }
    }
}
