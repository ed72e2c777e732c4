package dev.eloquent.examples.quickstart;

import ch.qos.logback.classic.LoggerContext;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.http.HealthEndpoint;
import dev.eloquent.health.jdbc.JdbcCheck;
import dev.eloquent.logging.LogMeters;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.TelemetryConfigurationException;
import dev.eloquent.metrics.health.HealthMeters;
import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.metrics.http.HttpServerTelemetry;
import dev.eloquent.metrics.jvm.JvmMeters;
import dev.eloquent.metrics.pool.PoolMeters;
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
import dev.eloquent.tracing.LogContext;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Serves its health at http://127.0.0.1:8080/health until it is stopped. */
public final class Quickstart {
    static final SecretSpec<DatabaseLogin> DATABASE = SecretSpec.json("quickstart/database", DatabaseLogin.class);

    private Quickstart() {}

    public static void main(String[] args) throws Exception {
        LogContext.install();
        try {
            Settings settings = Settings.of(System.getenv());
            run(settings, Web.bind(settings.port()), Shutdown.onSignal());
        } catch (StartFault
                | ShutdownConfigurationException
                | TelemetryConfigurationException
                | SecretsConfigurationException
                | SecretsUnavailableException fault) {
            System.err.println("quickstart: " + fault.getMessage());
            System.exit(1);
        }
    }

    private static void run(Settings settings, Web web, Shutdown shutdown) throws Exception {
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        shutdown.step(Phase.LOGS, "logback", deadline -> logs.stop());
        // A signal that comes now waits for this, so that what is just being opened is closed as well.
        try (Work starting = shutdown.inFlight().begin("start")) {
            if (!starting.refused()) {
                start(settings, web, shutdown);
            }
        }
    }

    private static void start(Settings settings, Web web, Shutdown shutdown) throws Exception {
        Telemetry telemetry = Telemetry.start("quickstart", "1.0.0");
        shutdown.flush(telemetry::flush);
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
        Quota perClient = Quota.of(QuotaPolicy.exact("per-client", 1_000, Duration.ofMinutes(1)));

        telemetry.bind(JvmMeters.standard(), PoolMeters.of(pool), HealthMeters.of(health), new LogMeters());
        HttpServerTelemetry timed = HttpServerTelemetry.of(
                telemetry.meters(), telemetry.openTelemetry(), HttpRoutes.of("/hello", "/health", "/health/*"));
        web.serve("/health", HealthEndpoint.of(health), timed, DrainFilter.of(shutdown));
        web.serve(
                "/hello",
                Web::hello,
                timed,
                DrainFilter.of(shutdown),
                QuotaFilter.by(ClientAddress.direct(), perClient));
        web.start(shutdown);

        health.awaitFirstResults(Duration.ofSeconds(10));
        if (!shutdown.draining()) {
            System.out.println("listening on " + web.address("/health") + " (end with Ctrl-C)");
            System.out.println(Web.get(web.address("/health")));
        }
    }
}
