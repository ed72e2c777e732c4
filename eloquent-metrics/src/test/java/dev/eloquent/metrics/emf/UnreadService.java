package dev.eloquent.metrics.emf;

import com.sun.net.httpserver.HttpServer;
import dev.eloquent.metrics.cloudwatch.FlushReport;
import io.micrometer.core.instrument.Gauge;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service whose standard output nobody reads, for {@link UnreadOutputTest}. It tells of itself on stderr. */
public final class UnreadService {
    private UnreadService() {}

    public static void main(String[] args) throws Exception {
        boolean ours = args[0].equals("ours");
        EmfRegistry registry = EmfRegistry.of("Shop")
                .step(Duration.ofSeconds(1))
                .buffer(1_000_000)
                .start();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            if (ours) {
                registry.timer("http.requests", "path", exchange.getRequestURI().getPath())
                        .record(Duration.ofMillis(3));
            } else {
                System.out.println("{\"http.requests\":" + "3".repeat(1_000) + "}");
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.createContext("/end", exchange -> {
            long began = System.nanoTime();
            FlushReport report = registry.close(Duration.ofSeconds(1));
            System.err.println("closed: " + (System.nanoTime() - began) / 1_000_000 + " ms " + report);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            System.exit(0);
        });
        server.start();
        if (ours) {
            for (int i = 0; i < 900; i++) {
                Gauge.builder("queue.length", () -> 1)
                        .tag("name", "a name of some length " + i)
                        .strongReference(true)
                        .register(registry);
            }
            // More than a pipe holds: from here on the thread that writes waits for ever.
            System.err.println(
                    "waiting: " + registry.flush(Duration.ofMillis(300)).waiting());
        }
        System.err.println("listening on " + server.getAddress().getPort());
    }
}
