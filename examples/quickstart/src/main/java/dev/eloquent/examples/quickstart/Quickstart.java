package dev.eloquent.examples.quickstart;

import ch.qos.logback.classic.LoggerContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthEndpoint;
import dev.eloquent.health.jdbc.JdbcCheck;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.http.ClientAddress;
import dev.eloquent.ratelimit.http.QuotaFilter;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsConfigurationException;
import dev.eloquent.secrets.SecretsUnavailableException;
import dev.eloquent.secrets.jdbc.DatabaseLogin;
import dev.eloquent.shutdown.DrainFilter;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownConfigurationException;
import dev.eloquent.shutdown.Work;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.LoggerFactory;

/** Serves its health at http://127.0.0.1:8080/health until it is stopped. */
public final class Quickstart {
    static final SecretSpec<DatabaseLogin> DATABASE = SecretSpec.json("quickstart/database", DatabaseLogin.class);

    private Quickstart() {}

    public static void main(String[] args) throws Exception {
        // Seconds, read when the JDK's server is first used. A request that is not whole after 5 s is dropped, so that
        // nobody can hold a thread by sending half of one.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        // An ALB keeps idle connections for 60 s. The JDK's server would close them after 30 s, and the request that is
        // just then on its way would be a 502.
        System.setProperty("sun.net.httpserver.idleInterval", "75");
        // Of more than 200 idle ones it would close the newest without a word.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        try {
            Settings settings = Settings.of(System.getenv());
            HttpServer server = bind(settings.port());
            run(settings, server, Shutdown.onSignal());
        } catch (StartFault
                | ShutdownConfigurationException
                | SecretsConfigurationException
                | SecretsUnavailableException fault) {
            System.err.println("quickstart: " + fault.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings, HttpServer server, Shutdown shutdown) throws Exception {
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        shutdown.step(Phase.LOGS, "logback", deadline -> logs.stop());
        // A signal that comes now waits for this, so that what is just being opened is closed as well.
        try (Work starting = shutdown.inFlight().begin("start")) {
            if (!starting.refused()) {
                start(settings, server, shutdown);
            }
        }
    }

    private static void start(Settings settings, HttpServer server, Shutdown shutdown) throws Exception {
        Secrets secrets = shutdown.own(Secrets.from(settings.secrets().get()).load(DATABASE));
        HikariDataSource pool = shutdown.own(Database.open(settings.database(), secrets.get(DATABASE)))
                .pool();
        if (shutdown.draining()) {
            return;
        }
        HealthChecks health = shutdown.own(HealthChecks.of("quickstart", "1.0.0")
                .degrades("database", JdbcCheck.of(pool).writer())
                .start());
        shutdown.readiness(health::drain);

        server.createContext("/health", HealthEndpoint.of(health)).getFilters().add(DrainFilter.of(shutdown));

        Quota perClient = Quota.of(QuotaPolicy.exact("per-client", 1_000, Duration.ofMinutes(1)));
        QuotaFilter limit = QuotaFilter.by(ClientAddress.direct(), perClient);
        server.createContext("/hello", Quickstart::hello).getFilters().addAll(List.of(DrainFilter.of(shutdown), limit));

        // Threads that nothing else uses: a probe never waits behind the application's requests. Owned, not finished
        // with the work: probes are answered until the server is closed.
        ExecutorService probes = Executors.newFixedThreadPool(4);
        shutdown.own("probes", probes::shutdown);
        server.setExecutor(probes);
        server.start();
        shutdown.own(server);

        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/health";
        health.awaitFirstResults(Duration.ofSeconds(10));
        if (!shutdown.draining()) {
            System.out.println("listening on " + address + " (end with Ctrl-C)");
            System.out.println(get(address));
        }
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException taken) {
            throw new StartFault("port " + port + " is taken: end what listens there, or choose another port with the"
                    + " environment variable PORT (0 picks a free one)");
        }
    }

    private static void hello(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = "hello\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String get(String address) throws IOException {
        try (var body = URI.create(address).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
