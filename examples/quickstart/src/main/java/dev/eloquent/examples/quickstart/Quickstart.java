package dev.eloquent.examples.quickstart;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthEndpoint;
import dev.eloquent.health.jdbc.JdbcCheck;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves its health at http://127.0.0.1:8080/health until it is stopped. */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) throws Exception {
        // A request that is not whole after 5 s is dropped, so that nobody can hold a thread by sending half of one.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        HttpServer server;
        Database database;
        try {
            Settings settings = Settings.of(System.getenv());
            server = bind(settings.port());
            database = Database.open(settings);
        } catch (StartFault fault) {
            System.err.println("quickstart: " + fault.getMessage());
            System.exit(1);
            return;
        }

        HikariDataSource pool = database.pool();
        HealthChecks health = HealthChecks.of("quickstart", "1.0.0")
                .degrades("database", JdbcCheck.of(pool).writer())
                .start();
        server.createContext("/health", HealthEndpoint.of(health));

        // Threads that nothing else uses: a probe never waits behind the application's requests.
        ExecutorService probes = Executors.newFixedThreadPool(4);
        server.setExecutor(probes);
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.stop(0);
            probes.shutdown();
            health.close();
            database.close();
        }));

        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/health";
        health.awaitFirstResults(Duration.ofSeconds(10));
        System.out.println("listening on " + address + " (end with Ctrl-C)");
        System.out.println(get(address));
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException taken) {
            throw new StartFault("port " + port + " is taken: end what listens there, or choose another port with the"
                    + " environment variable PORT (0 picks a free one)");
        }
    }

    private static String get(String address) throws IOException {
        try (var body = URI.create(address).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
