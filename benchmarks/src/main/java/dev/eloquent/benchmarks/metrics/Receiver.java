package dev.eloquent.benchmarks.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

/** Takes all that comes, on loopback, and answers at once as CloudWatch does. What it was sent is unpacked later. */
final class Receiver implements AutoCloseable {
    /** How its threads' names begin, whose work is not that of who sends. */
    static final String THREADS = "receiver-";

    private static final byte[] EMPTY_MAP = {(byte) 0xbf, (byte) 0xff};

    private final HttpServer server;
    private final ExecutorService threads;
    private final List<Body> bodies = new ArrayList<>();

    private final LongAdder traces = new LongAdder();

    private static final class Body {
        private final byte[] bytes;
        private final boolean packed;

        Body(byte[] bytes, boolean packed) {
            this.bytes = bytes;
            this.packed = packed;
        }
    }

    Receiver() throws IOException {
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, THREADS + "worker");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
            traces.increment();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            return;
        }
        synchronized (bodies) {
            bodies.add(
                    new Body(bytes, "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))));
        }
        exchange.getResponseHeaders().add("smithy-protocol", "rpc-v2-cbor");
        exchange.getResponseHeaders().add("Content-Type", "application/cbor");
        exchange.sendResponseHeaders(200, EMPTY_MAP.length);
        exchange.getResponseBody().write(EMPTY_MAP);
        exchange.close();
    }

    /** How many requests with spans there were; these are not kept. */
    long traces() {
        return traces.sum();
    }

    /** The bodies of metrics since the last time, as they were before gzip. */
    List<byte[]> take() throws IOException {
        List<Body> taken;
        synchronized (bodies) {
            taken = List.copyOf(bodies);
            bodies.clear();
        }
        List<byte[]> unpacked = new ArrayList<>();
        for (Body body : taken) {
            if (body.packed) {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.bytes))) {
                    unpacked.add(in.readAllBytes());
                }
            } else {
                unpacked.add(body.bytes);
            }
        }
        return unpacked;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
