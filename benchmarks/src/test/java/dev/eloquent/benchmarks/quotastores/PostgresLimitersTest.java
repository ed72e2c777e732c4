package dev.eloquent.benchmarks.quotastores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

/** Each library limits in a real PostgreSQL; how fast is no concern of a test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // by @BeforeAll
final class PostgresLimitersTest {
    private static final Limit FIVE = new Limit(5, Duration.ofMinutes(10));

    private Database database;

    static Stream<String> limiters() throws ReflectiveOperationException {
        return Stream.of(PostgresKeys.class
                .getField("limiter")
                .getAnnotation(Param.class)
                .value());
    }

    @BeforeAll
    void start() throws SQLException {
        database = Database.start("on", Map.of());
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private Limiter open(String limiter) {
        return PostgresLimiters.of(limiter, FIVE, database.pool(PostgresLimiters.connections(limiter)));
    }

    @ParameterizedTest
    @MethodSource("limiters")
    void limitsEachKeyForItselfAndForAll(String limiter) throws SQLException {
        database.server().execute("truncate bucket, eloquent_quota_v1");
        try (Limiter limit = open(limiter);
                Limiter other = open(limiter)) {
            for (String key : new String[] {"10.0.0.1", "10.0.0.2"}) {
                assertThat(Stream.generate(() -> limit.tryAcquire(key)).limit(7))
                        .containsExactly(true, true, true, true, true, false, false);
                assertThat(other.tryAcquire(key)).isFalse();
            }
        }
        String table = limiter.startsWith("bucket4j") ? "bucket" : "eloquent_quota_v1";
        assertThat(database.server().queryLong("select count(*) from " + table)).isEqualTo(2);
    }

    @Test
    void bothHaveTheSameDurability() throws SQLException {
        PostgresServer server = database.server();
        assertThat(server.queryString("show fsync")).isEqualTo("on");
        assertThat(server.queryString("show synchronous_commit")).isEqualTo("on");
        assertThat(server.queryString("show full_page_writes")).isEqualTo("on");
        assertThat(server.queryString("select string_agg(distinct relpersistence::text, '') from pg_class"
                        + " where relname in ('bucket', 'eloquent_quota_v1') having count(*) = 2"))
                .isEqualTo("p");
        try (Database quick = Database.start("off", Map.of())) {
            assertThat(quick.server().queryString("show fsync")).isEqualTo("off");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eloquentSmoothLeases", "bucket4jPostgresqlAdvisoryLockTen"})
    void theQuestionAsksAndAllows(String limiter) throws SQLException {
        PostgresKeys question = new PostgresHotKey();
        question.limiter = limiter;
        question.fsync = "off";
        question.start();
        for (int i = 0; i < 100; i++) {
            assertThat(question.decide()).isTrue();
        }
        question.stop();
    }

    @Test
    void aCallForEachDecisionLeavesADeadRowAndALogRecordAndALeaseFewer() throws Exception {
        StoreCost.Cost calls = StoreCost.measure("bucket4jPostgresqlSelectForUpdate", 1, 320);
        StoreCost.Cost leases = StoreCost.measure("eloquentSmoothLeases", 1, 320);
        assertThat(calls.walBytes()).isBetween(100.0, 2_000.0);
        assertThat(leases.walBytes()).isBetween(1.0, calls.walBytes() / 2);
        assertThat(calls.deadRows()).isBetween(0.0, 1.0);
    }
}
