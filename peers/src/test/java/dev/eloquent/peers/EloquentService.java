package dev.eloquent.peers;

import com.sun.net.httpserver.HttpServer;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthEndpoint;
import dev.eloquent.shutdown.DrainFilter;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;

/** Eloquent with the JDK's server. */
final class EloquentService {
    private EloquentService() {}

    static void start(Service service) throws Exception {
        Shutdown shutdown = Shutdown.onSignal(ShutdownSettings.forStopTimeout(service.scenario.limit)
                .quietPeriod(service.scenario.quiet)
                .probeInterval(service.scenario.quiet.dividedBy(2)));
        List<Service.Step> steps = new ArrayList<>(service.steps());
        Collections.reverse(steps);
        steps.forEach(step -> shutdown.own(step.name(), step.work()::run));

        HealthChecks health = shutdown.own(HealthChecks.of("peer", "1").start());
        shutdown.readiness(() -> {
            health.drain();
            service.stopping();
        });
        HttpServer server =
                shutdown.own(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        server.setExecutor(Executors.newCachedThreadPool());
        DrainFilter drain = DrainFilter.of(shutdown);
        server.createContext("/health", HealthEndpoint.of(health)).getFilters().add(drain);
        server.createContext("/work", exchange -> {
                    try (exchange) {
                        byte[] body = service.answer(exchange.getRequestURI().getPath())
                                .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                })
                .getFilters()
                .add(drain);
        server.start();
        service.listening(server.getAddress().getPort());
    }
}
