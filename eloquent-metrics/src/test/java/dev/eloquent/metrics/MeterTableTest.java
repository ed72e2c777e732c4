package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.metrics.health.HealthMeters;
import dev.eloquent.metrics.jvm.ExecutorMeters;
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
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of all meters in the guide is what the bindings register: names, types, units and tags. */
@Timeout(60)
final class MeterTableTest {
    private static final Path GUIDE = Path.of("../docs/metrics.md");
    private static final SecretSpec<SecretText> OPENAI = SecretSpec.text("shop/openai");
    /** Those that come with a collection, which a test cannot order. */
    private static final Set<String> NOW_AND_THEN = Set.of("jvm.gc.pause", "jvm.gc.concurrent.phase.time");

    /** A row, save its meaning. */
    private record Row(String meter, String type, String unit, Set<String> tags) {
        static Row of(String line) {
            List<String> cells = Arrays.stream(line.split("\\|", -1))
                    .map(cell -> cell.replace("`", "").strip())
                    .toList();
            Set<String> tags = Arrays.stream(cells.get(4).split(",", -1))
                    .map(String::strip)
                    .filter(tag -> !tag.equals("-"))
                    .collect(Collectors.toSet());
            return new Row(cells.get(1), cells.get(2), cells.get(3), tags);
        }

        static Row of(Meter meter) {
            Meter.Id id = meter.getId();
            String type = meter instanceof DistributionSummary
                    ? "summary"
                    : id.getType().name().toLowerCase(Locale.ROOT);
            boolean time = meter instanceof TimeGauge || id.getType() == Meter.Type.TIMER;
            String unit = id.getBaseUnit() == null ? "-" : id.getBaseUnit();
            return new Row(
                    id.getName(),
                    type,
                    time ? "time" : unit,
                    id.getTags().stream().map(tag -> tag.getKey()).collect(Collectors.toSet()));
        }
    }

    @Test
    void theTableIsWhatTheBindingsRegister() throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        Set<Row> bound = bindAll(registry).stream()
                // Of a fork-join pool, where Micrometer has forgotten the unit; of a thread pool it is there.
                .filter(row -> !(row.meter().matches("executor[.](active|queued)")
                        && row.unit().equals("-")))
                .filter(row -> !NOW_AND_THEN.contains(row.meter()))
                .collect(Collectors.toSet());
        String guide = Files.readString(GUIDE);
        String table = guide.substring(guide.indexOf("<!-- meter-table -->"), guide.indexOf("<!-- /meter-table -->"));
        List<Row> told = table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .filter(row -> !NOW_AND_THEN.contains(row.meter()))
                .toList();
        assertThat(told)
                .as("the table of meters in %s", GUIDE)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(bound);
        assertThat(new TreeSet<>(NOW_AND_THEN))
                .allMatch(name -> table.contains("| `" + name + "` | timer | time | - |"));
    }

    private static Set<Row> bindAll(MeterRegistry registry) {
        QuotaPolicy hourly = QuotaPolicy.exact("hourly", 2, Duration.ofHours(1));
        Quota perClient = Quota.of(hourly);
        Shutdown shutdown = Shutdown.of(ShutdownSettings.defaults());
        ExecutorService executor = Executors.newFixedThreadPool(1);
        ForkJoinPool forkJoin = new ForkJoinPool(1);
        // Nobody connects: a pool has its meters all the same.
        HikariConfig config = new HikariConfig();
        config.setPoolName("orders");
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/orders");
        config.setInitializationFailTimeout(-1);
        config.setMinimumIdle(0);
        try (HikariDataSource pool = new HikariDataSource(config);
                SharedQuota shared =
                        SharedQuota.builder(PostgresQuotaStore.of(pool), hourly).start();
                Secrets secrets = Secrets.from(FixedSource.create().with("shop/openai", "planted"))
                        .load(OPENAI);
                HealthChecks health = HealthChecks.of("shop", "1")
                        .degrades("search", HealthCheck.holds("broken", () -> true))
                        .start()) {
            List<MeterBinder> bindings = List.of(
                    JvmMeters.standard(),
                    ExecutorMeters.of("embedding", executor),
                    PoolMeters.of(pool),
                    HealthMeters.of(health),
                    QuotaMeters.of("per-client", perClient),
                    SecretMeters.of(secrets.get(OPENAI)),
                    ShutdownMeters.of(shutdown));
            bindings.forEach(binding -> binding.bindTo(registry));
            QuotaMeters.of("shared", shared).bindTo(registry);
            ExecutorMeters.of("parsing", forkJoin).bindTo(registry);
            ((JvmMeters) bindings.get(0)).close();
            // Now: the gauges of the pool go with it.
            return registry.getMeters().stream().map(Row::of).collect(Collectors.toSet());
        } finally {
            executor.shutdown();
            forkJoin.shutdown();
        }
    }
}
