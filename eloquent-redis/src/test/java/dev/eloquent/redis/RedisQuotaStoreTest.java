package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.store.Claim;
import dev.eloquent.ratelimit.store.QuotaStore;
import dev.eloquent.ratelimit.store.QuotaStoreContract;
import dev.eloquent.ratelimit.store.TakeRequest;
import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.RequiresTool;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a real server: what every store does, and what is this one's own. */
@RequiresTool(value = "redis-server", debianPackage = "redis-server")
final class RedisQuotaStoreTest implements QuotaStoreContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String CLIENT = "{client}|";

    private static RedisServer server;

    private final AtomicLong now = new AtomicLong(1_800_000_000_000_000L);
    private final RedisQuotaStore store =
            RedisQuotaStore.open(RedisURI.create(server.uri()), TIMEOUT, new KeyNames("test", false), false, now::get);

    @BeforeAll
    static void start() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.ask("FLUSHALL");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    public QuotaStore store() {
        return store;
    }

    @Override
    public void move(Duration by) {
        now.addAndGet(by.toNanos() / 1_000);
    }

    private static Claim exactly(long quota) {
        return new Claim("client|exact", QuotaPolicy.exact("exact", quota, MINUTE));
    }

    private static Claim smoothly(long quota, long burst) {
        return new Claim(
                "client|smooth", QuotaPolicy.smooth("smooth", quota, MINUTE).burst(burst));
    }

    private static long lives(String key) {
        return Long.parseLong(server.ask("PTTL \"test:quota:v1:" + key + '"'));
    }

    @Test
    void timeIsTheServers() throws Exception {
        long before = Instant.now().toEpochMilli() * 1_000;
        try (RedisQuotaStore real = RedisQuotaStore.of(server.uri(), TIMEOUT)) {
            TakeRequest request = new TakeRequest(List.of(exactly(1)), 1, 1, Duration.ofSeconds(2));
            long after = Instant.now().toEpochMilli() * 1_000;
            assertThat(real.take(request).countedAt())
                    .isBetween(before + 2_000_000, after + Duration.ofMinutes(1).toNanos() / 1_000);
            assertThat(real.liveTasks("one")).isEqualTo(1);
        }
    }

    @Test
    void everyKeyLivesUntilItsCounterIsUnusedAndTenSecondsMore() throws Exception {
        take(4, exactly(10));
        take(3, smoothly(60, 5));
        lease(1, 1, Duration.ofSeconds(5), new Claim("client|leased", QuotaPolicy.exact("leased", 9, MINUTE)));
        store.settle(List.of(new Claim("client|owed", QuotaPolicy.smooth("owed", 60, MINUTE))), now.get(), 100);
        store.liveTasks("one");
        assertThat(server.ask("DBSIZE")).isEqualTo("5");
        assertThat(lives(CLIENT + "exact 1000000")).isBetween(41_000L, 71_000L);
        assertThat(lives(CLIENT + "smooth")).isBetween(3_000L, 13_000L);
        assertThat(lives(CLIENT + "leased 1000000")).isBetween(46_000L, 76_000L);
        assertThat(lives(CLIENT + "owed")).isBetween(80_000L, 110_000L);
        assertThat(lives("tasks")).isBetween(30_000L, 60_000L);
    }

    @Test
    void aClockThatSteppedBackLengthensTheLifeOfItsKeys() throws Exception {
        take(4, exactly(10));
        move(Duration.ofHours(-1));
        take(1, exactly(10));
        assertThat(lives(CLIENT + "exact 1000000")).isBetween(3_640_000L, 3_671_000L);
    }

    @Test
    void control_withoutWhatTheCounterHasSeenAStepBackGrantsTwice() throws Exception {
        take(6, exactly(10));
        move(Duration.ofHours(-1));
        server.ask("EVAL \"local n, _, t, c = cmsgpack.unpack(redis.call('GET', KEYS[1])) "
                + "return redis.call('SET', KEYS[1], cmsgpack.pack(n, 0, t, c))\" 1 \"test:quota:v1:" + CLIENT
                + "exact 1000000\"");
        assertThat(take(4, exactly(10)).granted()).isEqualTo(4);
        move(Duration.ofHours(1));
        assertThat(take(4, exactly(10)).granted())
                .as("six and four are used, the four an hour ago")
                .isEqualTo(4);
    }

    @Test
    void numbersThatLuaWouldRoundStayExact() throws Exception {
        now.set(1_899_999_999_999_999L);
        long countedAt = take(1, exactly(10)).countedAt();
        assertThat(countedAt).isEqualTo(1_899_999_999_999_999L);
        store.liveTasks("one");
        assertThat(server.ask("ZSCORE test:quota:v1:tasks one")).isEqualTo("1899999999999999");
        Claim claim =
                new Claim("client|odd", QuotaPolicy.smooth("odd", 7, SECOND).burst(7));
        assertThat(take(7, claim).counters().get(0).reset()).isEqualTo(Duration.ofNanos(1_000_001_000));
        move(Duration.ofNanos(142_857_000));
        assertThat(take(1, claim).granted()).as("143 ns early").isZero();
        move(Duration.ofNanos(1_000));
        assertThat(take(1, claim).granted()).isEqualTo(1);
    }

    @Test
    void aCounterOfTheLargestPolicyStaysExact() throws Exception {
        Claim claim = new Claim(
                "client|large",
                QuotaPolicy.smooth("large", 1_000_000_000, Duration.ofDays(31)).burst(1_000_000_000));
        assertThat(take(999_999_999, claim).counters().get(0).remaining()).isEqualTo(1);
        assertThat(take(1, claim).granted()).isEqualTo(1);
        assertThat(take(1, claim).granted()).isZero();
        move(Duration.ofNanos(2_678_000));
        assertThat(take(1, claim).granted()).as("400 ns early").isZero();
        move(Duration.ofNanos(1_000));
        assertThat(take(1, claim).granted()).isEqualTo(1);
    }

    private static long changes() {
        String name = "rdb_changes_since_last_save:";
        return server.ask("INFO persistence")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .sum();
    }

    @Test
    void whatIsDeniedWritesNothing() throws Exception {
        take(10, exactly(10));
        move(SECOND);
        long before = changes();
        for (int i = 0; i < 10; i++) {
            assertThat(take(1, exactly(10), smoothly(60, 5)).granted()).isZero();
        }
        assertThat(changes()).isEqualTo(before);
        move(MINUTE);
        take(1, exactly(10));
        assertThat(changes()).as("control: a grant does").isNotEqualTo(before);
    }

    @Test
    void returningToACounterThatIsGoneMakesNone() throws Exception {
        store.settle(List.of(exactly(10), smoothly(60, 5)), now.get(), -3);
        assertThat(server.ask("DBSIZE")).isEqualTo("0");
    }

    @Test
    void anotherWindowOfAnExactPolicyBeginsUnused() throws Exception {
        take(10, exactly(10));
        assertThat(take(10, new Claim("client|exact", QuotaPolicy.exact("exact", 10, SECOND)))
                        .granted())
                .isEqualTo(10);
        assertThat(remaining(exactly(10))).isZero();
    }

    @Test
    void countersOfAnotherFormatLieBesideThese() throws Exception {
        take(6, smoothly(60, 10));
        server.ask("RENAME test:quota:v1:{client}|smooth test:quota:v2:{client}|smooth");
        server.ask("SET test:quota:v2:{client}|other \"what the next version writes\"");
        assertThat(take(10, smoothly(60, 10)).granted())
                .as("nothing is read of it")
                .isEqualTo(10);
        assertThat(server.ask("GET test:quota:v2:{client}|other")).isEqualTo("what the next version writes");
        assertThat(server.ask("DBSIZE")).isEqualTo("3");
    }

    @Test
    void servicesWithDifferentPrefixesShareNothing() throws Exception {
        take(10, exactly(10));
        store.liveTasks("one");
        try (RedisQuotaStore other = RedisQuotaStore.of(RedisURI.create(server.uri()), TIMEOUT, "other")) {
            assertThat(other.take(new TakeRequest(List.of(exactly(10)), 10, 10, Duration.ZERO))
                            .granted())
                    .isEqualTo(10);
            assertThat(other.liveTasks("two")).isEqualTo(1);
        }
    }

    @Test
    void theScriptIsBroughtAgainAfterTheServerForgotIt() throws Exception {
        take(4, exactly(10));
        server.ask("SCRIPT FLUSH");
        assertThat(take(4, exactly(10)).counters().get(0).remaining()).isEqualTo(2);
        server.ask("SCRIPT FLUSH");
        store.settle(List.of(exactly(10)), now.get(), -1);
        assertThat(remaining(exactly(10))).isEqualTo(3);
        assertThat(server.ask("SCRIPT FLUSH")).isEqualTo("OK");
    }

    @Test
    void tellsWhatTheServerRefuses() {
        server.ask("LPUSH test:quota:v1:{client}|smooth x");
        assertThatThrownBy(() -> take(1, smoothly(60, 5)))
                .isInstanceOf(RedisException.class)
                .hasMessageStartingWith("a call of Redis at 127.0.0.1:" + server.port()
                        + " failed: WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void refusesWhatItCannotCount() {
        Claim claim = exactly(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> take(1, claim, claim))
                .withMessage("a call names each counter once, had 'test:quota:v1:{client}|exact 1000000' twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.settle(Collections.nCopies(9, claim), 0, 1))
                .withMessage("a call has 1 to 8 claims, had 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lease(1, 1, MINUTE.plusNanos(1), claim))
                .withMessage("a lease is as long as the window of an exact policy at most, was PT1M0.000000001S for"
                        + " exact: exactly 10 in PT1M; take shorter leases");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisQuotaStore.of(server.uri(), Duration.ZERO))
                .withMessage("timeout must be PT0.001S to PT10S, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisQuotaStore.of(RedisURI.create(server.uri()), TIMEOUT, "{a}\n"))
                .withMessage("a prefix of keys must be 1 to 64 of A-Z a-z 0-9 . _ : -, was '{a}?'");
    }

    @Test
    void aClosedStoreRefuses() {
        store.close();
        store.close();
        assertThatThrownBy(() -> take(1, exactly(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this store is closed; make a new one, or close it later");
    }
}
