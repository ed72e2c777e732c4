package dev.eloquent.ratelimit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.QuotaStoreContract;
import dev.eloquent.ratelimit.store.TakeReply;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With a real server: what every store does, and what is PostgreSQL's own. */
final class PostgresQuotaStoreTest implements QuotaStoreContract {
    /** The clocks of all tests, which share their server; each begins later than the one before has come. */
    private static final AtomicLong NEXT = new AtomicLong(1_800_000_000_000_000L);

    private static final Duration APART = Duration.ofDays(1);

    private static PostgresServer server;
    private static HikariDataSource pool;

    private final AtomicLong now = new AtomicLong(NEXT.getAndAdd(APART.toNanos() / 1_000));
    private final PostgresQuotaStore store = new PostgresQuotaStore(pool, null, now::get);

    @BeforeAll
    static void start() throws SQLException {
        server = PostgresServer.start();
        server.execute(PostgresQuotaStore.migration());
        pool = Pools.open(server, server.port(), 2);
    }

    @AfterAll
    static void stop() {
        pool.close();
        server.close();
    }

    @AfterEach
    void empty() throws SQLException {
        server.execute("truncate eloquent_quota_v1, eloquent_quota_task_v1");
    }

    @Override
    public QuotaStore store() {
        return store;
    }

    @Override
    public void move(Duration by) {
        now.addAndGet(by.toNanos() / 1_000);
    }

    private static long rows() throws SQLException {
        return server.queryLong("select count(*) from eloquent_quota_v1");
    }

    @Test
    void timeIsTheServers() throws Exception {
        long before = Instant.now().toEpochMilli() * 1_000;
        try (PostgresQuotaStore real = PostgresQuotaStore.of(pool)) {
            TakeRequest request = new TakeRequest(List.of(QuotaStoreContract.exact(1)), 1, 1, Duration.ofSeconds(2));
            long after = Instant.now().toEpochMilli() * 1_000;
            assertThat(real.take(request).countedAt())
                    .isBetween(before + 2_000_000, after + Duration.ofMinutes(1).toNanos() / 1_000);
        }
    }

    @Test
    void theMigrationRunsAgainAndKeepsWhatIsUsed() throws Exception {
        Claim claim = QuotaStoreContract.exact(10);
        take(4, claim);
        server.execute(PostgresQuotaStore.migration());
        assertThat(remaining(claim)).isEqualTo(6);
    }

    @Test
    void tasksThatStartTogetherMayAllRunTheMigration() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.execute("drop schema if exists together cascade; create schema together");
            List<Boolean> ran = QuotaStoreContract.together(() -> {
                server.execute("set search_path to together;" + PostgresQuotaStore.migration());
                return true;
            });
            assertThat(ran).containsOnly(true);
        }
    }

    @Test
    void flywayRunsTheMigration() throws Exception {
        Flyway.configure()
                .dataSource(server.jdbcUrl(), server.user(), server.password())
                .schemas("flown")
                .locations("classpath:META-INF/eloquent/ratelimit")
                .load()
                .migrate();
        try (PostgresQuotaStore other = new PostgresQuotaStore(pool, "flown", now::get)) {
            assertThat(other.liveTasks("one")).isEqualTo(1);
        }
    }

    @Test
    void aSchemaOfItsOwnIsFoundWhateverTheSearchPath() throws Exception {
        server.execute("create schema \"Quotas \"\"2\"; set search_path to \"Quotas \"\"2\";"
                + PostgresQuotaStore.migration());
        Claim claim = QuotaStoreContract.exact(10);
        try (PostgresQuotaStore other = new PostgresQuotaStore(pool, "Quotas \"2", now::get)) {
            other.take(new TakeRequest(List.of(claim), 4, 4, Duration.ZERO));
            assertThat(other.liveTasks("one")).isEqualTo(1);
        }
        assertThat(server.queryLong("select count(*) from \"Quotas \"\"2\".eloquent_quota_v1"))
                .isEqualTo(1);
        assertThat(rows()).isZero();
    }

    @Test
    void withoutTheMigrationItSaysWhatToDo() {
        try (PostgresQuotaStore other = PostgresQuotaStore.of(pool, "elsewhere")) {
            assertThatThrownBy(() -> other.liveTasks("one"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageStartingWith(
                            "the tables and functions of shared quotas are not there, in schema"
                                    + " 'elsewhere' of the connection's database: run PostgresQuotaStore.migration() in it: ERROR: ");
        }
    }

    @Test
    void refusesASchemaThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresQuotaStore.of(pool, "a\nb"))
                .withMessage("a schema's name has 1 to 63 characters, none of them control characters; was 'a?b'");
    }

    @Test
    void refusesARowOfAnotherFormat() throws Exception {
        Claim claim = new Claim("other", QuotaPolicy.smooth("other", 60, MINUTE));
        take(1, claim);
        server.execute("update eloquent_quota_v1 set format = 2");
        assertThatThrownBy(() -> take(1, claim))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("EQ001"))
                .hasMessageStartingWith("""
                        ERROR: counter "other" has format 2, this function knows format 1 only
                          Hint: Another version of the library wrote it: run the migration of that version, or delete the row.""");
    }

    @Test
    void anotherWindowOfAnExactPolicyBeginsUnused() throws Exception {
        Claim claim = QuotaStoreContract.exact(10);
        take(10, claim);
        assertThat(take(10, QuotaStoreContract.by(QuotaPolicy.exact("exact", 10, SECOND), claim))
                        .granted())
                .isEqualTo(10);
        assertThat(remaining(claim)).isZero();
    }

    @Test
    void whatIsDeniedWritesNothing() throws Exception {
        Claim claim = QuotaStoreContract.exact(10);
        take(10, claim);
        String version = server.queryString("select xmin::text || ctid::text from eloquent_quota_v1");
        String transaction = server.queryString("select pg_snapshot_xmax(pg_current_snapshot())");
        for (int i = 0; i < 10; i++) {
            assertThat(take(1, claim).granted()).isZero();
        }
        assertThat(server.queryString("select xmin::text || ctid::text from eloquent_quota_v1"))
                .isEqualTo(version);
        assertThat(server.queryString("select pg_snapshot_xmax(pg_current_snapshot())"))
                .as("no transaction had a number, so none was flushed")
                .isEqualTo(transaction);
        move(MINUTE.multipliedBy(2));
        assertThat(take(1, claim).granted()).isEqualTo(1);
        assertThat(server.queryString("select pg_snapshot_xmax(pg_current_snapshot())"))
                .as("control: a grant has one")
                .isNotEqualTo(transaction);
    }

    /** The clock is looked at after the lock: what waited for long counts from the end of the wait. */
    @Test
    void aGrantThatWaitedForTheCounterCountsFromWhenItGotIt() throws Exception {
        Claim claim = QuotaStoreContract.smooth(60, 10);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (PostgresQuotaStore real = PostgresQuotaStore.of(pool);
                Connection holder = server.dataSource().getConnection()) {
            TakeRequest request = new TakeRequest(List.of(claim), 1, 1, Duration.ZERO);
            real.take(request);
            holder.setAutoCommit(false);
            holder.createStatement().executeQuery("select * from eloquent_quota_v1 for update");
            Future<TakeReply> waiting = thread.submit(() -> real.take(request));
            awaitWaiting(1);
            long released = server.queryLong("select (extract(epoch from clock_timestamp()) * 1000000)::bigint");
            holder.commit();
            assertThat(waiting.get().countedAt()).isGreaterThanOrEqualTo(released);
        } finally {
            thread.shutdown();
        }
    }

    private static void awaitWaiting(int calls) {
        await().until(() -> server.queryLong("select count(*) from pg_locks where not granted") == calls);
    }

    /**
     * Another session has counter a; the first call waits for it, and will want b; then comes the second call. If that one
     * has b while it waits for a, behind the first, neither can go on.
     */
    private void meet(Callable<?> second) throws Exception {
        Claim a = new Claim("a", QuotaPolicy.smooth("a", 60, MINUTE));
        Claim b = new Claim("b", QuotaPolicy.smooth("b", 60, MINUTE));
        take(1, a, b);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Connection holder = server.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().executeQuery("select * from eloquent_quota_v1 where id = 'a' for update");
            Future<TakeReply> one = threads.submit(() -> take(1, a, b));
            awaitWaiting(1);
            Future<?> other = threads.submit(second);
            awaitWaiting(2);
            holder.commit();
            assertThat(one.get().granted()).isEqualTo(1);
            other.get();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void callsThatNameTheSameCountersInAnotherOrderDoNotWaitForEachOther() throws Exception {
        Claim a = new Claim("a", QuotaPolicy.smooth("a", 60, MINUTE));
        Claim b = new Claim("b", QuotaPolicy.smooth("b", 60, MINUTE));
        meet(() -> take(1, b, a));
        assertThat(remaining(a)).isEqualTo(3);
        assertThat(remaining(b)).isEqualTo(3);
    }

    @Test
    void control_inTheOrderOfTheCallTheyDo() {
        assertThatThrownBy(() -> meet(() -> {
                    server.execute("select eloquent_quota_take_v1('{b,a}', '{f,f}', '{1000000000,1000000000}', '{6,6}',"
                            + " '{f,f}', 1, 1, 0, " + now.get() + ")");
                    return null;
                }))
                .hasRootCauseInstanceOf(SQLException.class)
                .rootCause()
                .hasMessageStartingWith("ERROR: deadlock detected");
    }

    @Test
    void control_withoutWhatTheCounterHasSeenAStepBackGrantsTwice() throws Exception {
        Claim claim = QuotaStoreContract.exact(10);
        take(6, claim);
        move(Duration.ofHours(-1));
        server.execute("update eloquent_quota_v1 set seen_us = null");
        assertThat(take(4, claim).granted()).isEqualTo(4);
        move(Duration.ofHours(1));
        assertThat(take(4, claim).granted()).as("six and four are used").isEqualTo(4);
    }

    @Test
    void updatesNeedNoNewIndexEntries() throws Exception {
        Claim exact = QuotaStoreContract.exact(1_000_000);
        Claim smooth = QuotaStoreContract.smooth(1_000_000, 1_000_000);
        for (int i = 0; i < 500; i++) {
            take(1, exact, smooth);
            move(Duration.ofMillis(200));
        }
        server.execute("select pg_stat_force_next_flush()");
        pool.getHikariPoolMXBean().softEvictConnections();
        String updates = "select n_tup_upd - n_tup_hot_upd from pg_stat_user_tables where relname ="
                + " 'eloquent_quota_v1' and schemaname = 'public' and n_tup_upd >= 1000";
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(server.queryLong(updates)).isLessThan(50));
    }

    @Test
    void countersThatAreAsIfNeverUsedAreRemoved() throws Exception {
        Claim lasting = QuotaStoreContract.fresh(QuotaPolicy.exact("lasting", 10, Duration.ofHours(1)));
        take(1, QuotaStoreContract.exact(10), lasting);
        take(1, QuotaStoreContract.smooth(60, 10));
        move(SECOND.multipliedBy(61));
        store.liveTasks("one");
        assertThat(rows()).as("one microsecond left").isEqualTo(2);
        move(Duration.ofNanos(1_000));
        store.liveTasks("one");
        assertThat(rows()).isEqualTo(1);
        assertThat(remaining(lasting)).isEqualTo(9);
    }

    @Test
    void theRemovalWaitsForNoLock() throws Exception {
        take(1, QuotaStoreContract.exact(10));
        take(1, QuotaStoreContract.exact(10));
        move(MINUTE.multipliedBy(2));
        try (Connection holder = server.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            holder.createStatement().executeQuery("select * from eloquent_quota_v1 limit 1 for update");
            store.liveTasks("one");
            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void manyCountersAreRemovedAThousandAtATimeAsFastAsTheyCome() throws Exception {
        server.execute("insert into eloquent_quota_v1 (id) select 'old' || i from generate_series(1, 3500) i");
        store.liveTasks("one");
        assertThat(rows()).as("nothing was asked").isEqualTo(2_500);
        Claim claim = QuotaStoreContract.exact(10);
        for (int i = 0; i < 1_000; i++) {
            take(1, claim);
        }
        store.liveTasks("one");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotCount() {
        Claim claim = new Claim("one", QuotaPolicy.exact("p", 10, SECOND));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> take(1, claim, claim))
                .withMessage("a call names each counter once, had 'one 16667' twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.settle(Collections.nCopies(9, claim), 0, 1))
                .withMessage("a call has 1 to 8 claims, had 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lease(1, 1, SECOND.plusNanos(1), claim))
                .withMessage("a lease is as long as the window of an exact policy at most, was PT1.000000001S for p:"
                        + " exactly 10 in PT1S; take shorter leases");
    }

    @Test
    void aClosedStoreRefuses() {
        store.close();
        assertThatThrownBy(() -> take(1, QuotaStoreContract.exact(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this store is closed; make a new one, or close it later");
    }
}
