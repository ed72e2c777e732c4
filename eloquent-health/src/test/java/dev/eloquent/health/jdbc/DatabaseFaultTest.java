package dev.eloquent.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.CheckReport;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.http.HealthEndpoint;
import dev.eloquent.testing.PostgresServer;
import dev.eloquent.testing.TcpForwarder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A service with a pool on a real PostgreSQL, probed over real HTTP, while the database fails. */
final class DatabaseFaultTest {
    private static final CheckSettings QUICK =
            CheckSettings.defaults().interval(Duration.ofSeconds(1)).timeout(Duration.ofMillis(400));
    /** For a scheduler that shares two cores with a server and a test. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final PostgresServer postgres =
            PostgresServer.start(Map.of("shared_preload_libraries", "pg_stat_statements"));
    private final TcpForwarder network = TcpForwarder.to(postgres.port());
    private final HikariDataSource pool = Pools.open(postgres, network.port(), 3);
    private final ExecutorService probes = Executors.newFixedThreadPool(4);
    /** With a fixed number of threads, so that the client's own do not blur the count of the service's. */
    private final ExecutorService clientThreads = Executors.newFixedThreadPool(4);

    private final HttpClient client =
            HttpClient.newBuilder().executor(clientThreads).build();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(probes);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        network.thaw();
        for (AutoCloseable each : opened) {
            each.close();
        }
        server.stop(0);
        probes.shutdownNow();
        clientThreads.shutdownNow();
        pool.close();
        network.close();
        postgres.close();
    }

    @Test
    void aKilledDatabaseIsSeenInTimeWhileLivenessGoesOn() throws Exception {
        HealthChecks health = serve(QUICK, checks -> checks);
        postgres.kill();
        long killed = System.nanoTime();
        while (health.check("database").orElseThrow().status() == HealthStatus.HEALTHY) {
            assertThat(probe("/health/live")).isEqualTo(200);
            assertThat(probe("/health/ready")).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - killed))
                    .isLessThan(bound(QUICK).plus(MARGIN));
        }
        assertThat(health.report().status()).isEqualTo(HealthStatus.DEGRADED);
        assertThat(probe("/health/live")).isEqualTo(200);

        postgres.restart();
        await().until(() -> health.report().status() == HealthStatus.HEALTHY);
    }

    @Test
    void control_withoutTheBackgroundRunsTheFaultIsNotSeenInTime() throws Exception {
        HealthChecks health = serve(QUICK.interval(Duration.ofHours(1)), checks -> checks);
        postgres.kill();
        await().pollDelay(bound(QUICK).plus(MARGIN)).until(() -> true);
        assertThat(health.check("database").orElseThrow().status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void control_aLivenessThatDependsOnTheDatabaseDiesWithIt() throws Exception {
        serve(QUICK, checks -> checks.liveness(live -> live.critical("database").allowTaskReplacementBy("database")));
        postgres.kill();
        await().until(() -> probe("/health/live") == 503);
    }

    @Test
    void aFrozenDatabaseTimesOutItsThreadIsNamedAndThreadsStayBounded() throws Exception {
        PGSimpleDataSource patient = new PGSimpleDataSource(); // without any timeout: its thread really hangs
        patient.setUrl("jdbc:postgresql://127.0.0.1:" + network.port() + "/postgres");
        patient.setUser(postgres.user());
        HealthChecks health =
                serve(QUICK, checks -> checks.degrades("patient", JdbcCheck.of(patient), defaults -> QUICK));
        network.freeze();
        await().untilAsserted(() -> assertThat(List.of(
                        health.check("database").orElseThrow(),
                        health.check("patient").orElseThrow()))
                .allSatisfy(report -> {
                    assertThat(report.status()).isEqualTo(HealthStatus.UNHEALTHY);
                    assertThat(report.reason()).isEqualTo(ReasonCode.TIMED_OUT);
                    assertThat(detailsOf(report)).containsEntry("thread", "eloquent-health-check-" + report.name());
                }));
        Map<String, String> hang = detailsOf(health.check("patient").orElseThrow());
        assertThat(hang.get("stack")).contains(" < org.postgresql.");
        await().until(() ->
                Long.parseLong(detailsOf(health.check("patient").orElseThrow()).get("running_ms"))
                        > Long.parseLong(hang.get("running_ms")));
        probeBoth(100);
        int afterAHundred = Thread.activeCount();
        probeBoth(1_000);
        assertThat(threadsNamed("eloquent-health-check-database")).isLessThanOrEqualTo(1);
        assertThat(threadsNamed("eloquent-health-check-patient")).isEqualTo(1);
        assertThat(Thread.activeCount() - afterAHundred).isLessThan(5);

        network.thaw();
        await().until(() -> health.report().status() == HealthStatus.HEALTHY);
    }

    @Test
    void control_aCheckOnTheProbesThreadHangsWithTheDatabase() throws Exception {
        server.createContext("/naive", exchange -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select 1");
                exchange.sendResponseHeaders(200, -1);
            } catch (SQLException e) {
                exchange.sendResponseHeaders(503, -1);
            }
        });
        assertThat(probe("/naive")).isEqualTo(200);
        network.freeze();
        CompletableFuture<Integer> answer = probeAsync("/naive");
        await().pollDelay(QUICK.timeout().multipliedBy(2)).until(() -> true);
        assertThat(answer).isNotDone();
    }

    @Test
    void twoHundredProbesAtOnceCostTheDatabaseNoMoreThanOneQueryAnInterval() throws Exception {
        postgres.execute("create extension pg_stat_statements");
        serve(QUICK, checks -> checks);
        postgres.queryString("select pg_stat_statements_reset()::text");
        long begin = System.nanoTime();
        for (int round = 0; round < 10; round++) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(probeAsync("/health"));
            }
            for (CompletableFuture<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }
        double shortest = QUICK.interval().toNanos() * (1 - QUICK.jitter());
        long intervals = (long) Math.ceil((System.nanoTime() - begin) / shortest);
        assertThat(roleQueries()).isLessThanOrEqualTo(intervals + 1);
    }

    @Test
    void control_aCheckForEachProbeCostsAQueryForEachProbe() throws Exception {
        postgres.execute("create extension pg_stat_statements");
        JdbcCheck check = JdbcCheck.of(pool).writer();
        server.createContext("/naive", exchange -> {
            exchange.sendResponseHeaders(
                    check.check(Duration.ofSeconds(5)).status() == HealthStatus.HEALTHY ? 200 : 503, -1);
            exchange.close();
        });
        postgres.queryString("select pg_stat_statements_reset()::text");
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(probeAsync("/naive"));
        }
        for (CompletableFuture<Integer> answer : answers) {
            answer.get();
        }
        assertThat(roleQueries()).isGreaterThan(100);
    }

    private HealthChecks serve(CheckSettings settings, UnaryOperator<HealthChecksBuilder> change) throws Exception {
        HealthChecks health = change.apply(HealthChecks.of("test", "1")
                        .degrades("database", JdbcCheck.of(pool).writer(), defaults -> settings))
                .start();
        opened.add(health);
        server.createContext("/health", HealthEndpoint.of(health));
        assertThat(health.awaitFirstResults(Duration.ofSeconds(10))).isTrue();
        assertThat(health.report().status()).isEqualTo(HealthStatus.HEALTHY);
        return health;
    }

    private static Duration bound(CheckSettings settings) {
        long longest = (long) (settings.interval().toNanos() * (1 + settings.jitter()));
        return Duration.ofNanos(settings.failureThreshold() * longest).plus(settings.timeout());
    }

    private void probeBoth(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(probe("/health/live")).isEqualTo(200);
            assertThat(probe("/health")).isEqualTo(200);
        }
    }

    private static Map<String, String> detailsOf(CheckReport report) {
        return report.lastRun().orElseThrow().details();
    }

    private long roleQueries() throws SQLException {
        return postgres.queryLong("select coalesce(sum(calls), 0) from pg_stat_statements"
                + " where query like 'select pg_is_in_recovery()%'");
    }

    private static long threadsNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private int probe(String path) throws Exception {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private CompletableFuture<Integer> probeAsync(String path) {
        return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::statusCode);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .build();
    }
}
