package dev.eloquent.metrics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.logging.LogMeters;
import dev.eloquent.metrics.MetricsDestination;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.health.HealthMeters;
import dev.eloquent.metrics.http.HttpClientTelemetry;
import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.metrics.http.HttpServerTelemetry;
import dev.eloquent.metrics.jvm.JvmMeters;
import dev.eloquent.metrics.pool.PoolMeters;
import dev.eloquent.metrics.ratelimit.QuotaMeters;
import dev.eloquent.metrics.secrets.SecretMeters;
import dev.eloquent.metrics.shutdown.ShutdownMeters;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.postgres.PostgresQuotaStore;
import dev.eloquent.secrets.FixedSource;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** What the dashboard's tests work with is what the bindings make: names, types, and the keys of tags. */
@Timeout(60)
final class ServiceMetersTest {
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** It comes with a collection, which a test cannot order; that the binding has it is MeterTableTest's to show. */
    private static final String PAUSE = "jvm.gc.pause";

    private static final SecretSpec<SecretText> SECRET = SecretSpec.text("orders/pinecone");

    private record Kind(String name, Meter.Type type, Set<String> tags) {}

    private static Set<Kind> kinds(Collection<? extends Meter> meters) {
        return meters.stream()
                .map(Meter::getId)
                .filter(id -> !id.getName().equals(PAUSE))
                .map(id -> new Kind(
                        id.getName(),
                        id.getType(),
                        id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new))))
                .collect(Collectors.toSet());
    }

    @Test
    void theyAreWhatTheBindingsMake() throws Exception {
        SimpleMeterRegistry ours = new SimpleMeterRegistry();
        ours.config().commonTags(ServiceMeters.COMMON);
        ServiceMeters.bind(ours);
        ServiceMeters.self(ours);
        Telemetry telemetry = Telemetry.of(
                        ServiceMeters.SERVICE,
                        "1.0.0",
                        Map.of(
                                "ENVIRONMENT",
                                ServiceMeters.ENVIRONMENT,
                                "ECS_CONTAINER_METADATA_URI_V4",
                                NOWHERE.toString()))
                .metrics(MetricsDestination.cloudWatch(
                        ServiceMeters.NAMESPACE,
                        settings -> settings.client(client -> client.region(Region.EU_CENTRAL_1)
                                .endpointOverride(NOWHERE)
                                .credentialsProvider(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local"))))))
                .start();
        try {
            assertThat(kinds(bound(telemetry))).containsAll(kinds(ours.getMeters()));
        } finally {
            telemetry.close(Duration.ZERO);
        }
    }

    private static Collection<Meter> bound(Telemetry telemetry) throws Exception {
        QuotaPolicy hourly = QuotaPolicy.exact("hourly", 2, Duration.ofHours(1));
        // Nobody connects: a pool has its meters all the same.
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/orders");
        config.setInitializationFailTimeout(-1);
        config.setMinimumIdle(0);
        try (HikariDataSource pool = new HikariDataSource(config);
                SharedQuota shared =
                        SharedQuota.builder(PostgresQuotaStore.of(pool), hourly).start();
                Secrets secrets = Secrets.from(FixedSource.create().with("orders/pinecone", "planted"))
                        .load(SECRET);
                HealthChecks health = HealthChecks.of(ServiceMeters.SERVICE, "1")
                        .degrades("database", HealthCheck.holds("broken", () -> true))
                        .start()) {
            telemetry.bind(
                    JvmMeters.standard(),
                    PoolMeters.of(pool),
                    HealthMeters.of(health),
                    QuotaMeters.of("per-client", Quota.of(hourly)),
                    QuotaMeters.of("shared", shared),
                    SecretMeters.of(secrets.get(SECRET)),
                    ShutdownMeters.of(Shutdown.of(ShutdownSettings.defaults())),
                    new LogMeters());
            asked(telemetry.meters());
            return telemetry.meters().getMeters();
        }
    }

    /** A request, by a client that is timed to a server that is. */
    private static void asked(MeterRegistry registry) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                })
                .getFilters()
                .add(HttpServerTelemetry.metrics(registry, HttpRoutes.of("/orders/{id}")));
        server.start();
        try {
            HttpClient client = HttpClientTelemetry.metrics("openai", registry).wrap(HttpClient.newHttpClient());
            URI order = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/orders/7");
            client.send(HttpRequest.newBuilder(order).timeout(LIMIT).build(), BodyHandlers.discarding());
            await().atMost(LIMIT)
                    .until(() -> registry.find("http.server.requests").timer() != null);
        } finally {
            server.stop(0);
        }
    }
}
