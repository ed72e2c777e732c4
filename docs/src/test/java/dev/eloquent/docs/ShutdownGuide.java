package dev.eloquent.docs;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.shutdown.DrainFilter;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownReport;
import dev.eloquent.shutdown.ShutdownSettings;
import dev.eloquent.shutdown.Work;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The code that docs/shutdown.md quotes: it compiles, or the guide is wrong. */
@SuppressWarnings("UnusedVariable") // Names say in the guide what a value is.
final class ShutdownGuide {
    interface Pool extends Closeable {}

    interface Jetty {
        void stop() throws Exception;
    }

    interface Traces {
        void flush(Duration within);
    }

    interface Logs {
        void stop();
    }

    interface Order {}

    interface Stream {
        void sendNext();
    }

    interface Importer {
        void importAll();
    }

    // spotless:off
    void shortest(Pool opened, HealthChecks started, InetSocketAddress address, HttpHandler api) throws Exception {
        Shutdown shutdown = Shutdown.onSignal();               // first: a signal during the start is covered

        Pool pool = shutdown.own(opened);
        HealthChecks health = shutdown.own(started);
        shutdown.readiness(health::drain);

        HttpServer server = shutdown.own(HttpServer.create(address, 0));
        server.createContext("/api", api).getFilters().add(DrainFilter.of(shutdown));
    }

    void each(Shutdown shutdown, Jetty jetty, BlockingQueue<Order> orders, Traces traces) {
        shutdown.own("jetty", jetty::stop);
        ExecutorService jobs = shutdown.finish("jobs", Executors.newFixedThreadPool(4));
        shutdown.consume("orders", orders::take, order -> ship(order));
        shutdown.flush("traces", deadline -> traces.flush(deadline.remaining()));
        shutdown.step(Phase.FLUSH, "metrics", deadline -> push(), "traces");
        shutdown.onReport(report -> count(report));
    }

    void work(Shutdown shutdown, Importer importer) {
        try (Work work = shutdown.inFlight().begin("import")) {
            if (!work.refused()) {
                importer.importAll();
            }
        }
    }

    void stream(Shutdown shutdown, Stream stream) {
        while (!shutdown.draining()) {
            stream.sendNext();
        }
    }

    void settings() {
        Shutdown shutdown = Shutdown.onSignal(ShutdownSettings.forStopTimeout(Duration.ofSeconds(60))
                .work(Duration.ofSeconds(20))
                .readinessPath("/ready")
                .healthPaths("/health", "/status"));
    }

    void logs(Shutdown shutdown, Logs logs) {
        shutdown.step(Phase.LOGS, "logback", deadline -> logs.stop());
    }

    ShutdownReport embedded(ShutdownSettings settings) {
        Shutdown shutdown = Shutdown.of(settings);
        ShutdownReport report = shutdown.run("the framework stops");
        return report;
    }
    // spotless:on

    private static void ship(Order order) {}

    private static void push() {}

    private static void count(ShutdownReport report) {}
}
