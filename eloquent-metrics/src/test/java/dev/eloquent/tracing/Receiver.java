package dev.eloquent.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A receiver of OTLP over HTTP that keeps the bytes as they came, and answers as it is told. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Got> all = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Reaction> script = new ConcurrentLinkedQueue<>();
    private volatile Reaction usual = OK;

    interface Reaction {
        void to(HttpExchange exchange) throws IOException;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Got(String method, String path, Map<String, String> headers, byte[] body, boolean answeredWell) {
        List<Span> spans() {
            return request().getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .toList();
        }

        byte[] plain() {
            try {
                return "gzip".equals(headers.get("content-encoding"))
                        ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
                        : body;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        ExportTraceServiceRequest request() {
            try {
                return ExportTraceServiceRequest.parseFrom(plain());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        byte[] body = exchange.getRequestBody().readAllBytes();
        Reaction next = script.poll();
        Reaction reaction = next == null ? usual : next;
        all.add(new Got(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                headers,
                body,
                reaction.equals(OK)));
        reaction.to(exchange);
    }

    static final Reaction OK = Receiver::ok;

    private static void ok(HttpExchange exchange) throws IOException {
        answer(exchange, 200, new byte[0]);
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    static Reaction status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            answer(exchange, status, "because".getBytes(StandardCharsets.UTF_8));
        };
    }

    static Reaction partial(long rejected, String why) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            answer(
                    exchange,
                    200,
                    ExportTraceServiceResponse.newBuilder()
                            .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                    .setRejectedSpans(rejected)
                                    .setErrorMessage(why))
                            .build()
                            .toByteArray());
        };
    }

    /** Says nothing until the end of the test. */
    Reaction hang() {
        return exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    /** Closes the connection without an answer. */
    static Reaction reset() {
        return HttpExchange::close;
    }

    Receiver usually(Reaction reaction) {
        usual = reaction;
        return this;
    }

    Receiver then(Reaction... reactions) {
        script.addAll(List.of(reactions));
        return this;
    }

    List<Got> all() {
        return all;
    }

    /** The ids of the spans that were answered with 200. */
    List<String> answered() {
        return all.stream()
                .filter(Got::answeredWell)
                .flatMap(got -> got.spans().stream())
                .map(span -> HexFormat.of().formatHex(span.getSpanId().toByteArray()))
                .toList();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
