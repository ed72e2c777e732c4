package dev.eloquent.metrics.cloudwatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** An endpoint that answers as a test wants, to the unmodified SDK, and keeps the bodies as they were before gzip. */
final class Loopback implements AutoCloseable {
    enum Mode {
        ACCEPT,
        UNAVAILABLE,
        HANG,
        RESET,
        FAULT
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.ACCEPT;
    private volatile int status;
    private volatile String code = "";

    Loopback() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    void mode(Mode value) {
        mode = value;
    }

    /** Answers so from now on; without a code as a proxy does, which knows nothing of AWS. */
    void fault(int number, String error) {
        status = number;
        code = error;
        mode = Mode.FAULT;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<byte[]> bodies() {
        return bodies;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = in.readAllBytes();
            }
        }
        bodies.add(body);
        switch (mode) {
            case ACCEPT -> {
                exchange.getResponseHeaders().add("smithy-protocol", "rpc-v2-cbor");
                exchange.getResponseHeaders().add("Content-Type", "application/cbor");
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[] {(byte) 0xbf, (byte) 0xff});
                exchange.close();
            }
            case UNAVAILABLE -> {
                exchange.sendResponseHeaders(503, -1);
                exchange.close();
            }
            case FAULT -> {
                if (!code.isEmpty()) {
                    exchange.getResponseHeaders().add("smithy-protocol", "rpc-v2-cbor");
                    exchange.getResponseHeaders().add("x-amzn-query-error", code + ";Sender");
                }
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            }
            case HANG -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            }
            case RESET -> throw new IOException("the connection is cut without an answer");
            default -> throw new IllegalStateException();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
