package dev.eloquent.metrics.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.metrics.Collected;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.ratelimit.SharedQuota;
import dev.eloquent.ratelimit.postgres.PostgresQuotaStore;
import dev.eloquent.resilience4j.Resilience4jQuota;
import dev.eloquent.testing.PostgresServer;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class QuotaMetersTest {
    private static final QuotaPolicy TWO_AN_HOUR = QuotaPolicy.exact("hourly", 2, Duration.ofHours(1));

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private double count(String meter, String... tags) {
        FunctionCounter counter = registry.get("eloquent.ratelimit." + meter)
                .tags(tags)
                .tag("quota", "per-client")
                .functionCounter();
        return counter.count();
    }

    private void take(Quota quota, int times) {
        for (int i = 0; i < times; i++) {
            quota.tryAcquire("203.0.113.7");
        }
    }

    @Test
    void countsTheDecisionsOfALocalQuotaFromItsStart() {
        Quota quota = Quota.of(TWO_AN_HOUR);
        take(quota, 1);
        QuotaMeters.of("per-client", quota).bindTo(registry);
        take(quota, 4);
        assertThat(count("decisions", "outcome", "allowed")).isEqualTo(2);
        assertThat(count("decisions", "outcome", "denied")).isEqualTo(3);
        assertThat(count("violations", "policy", "hourly")).isEqualTo(3);
        assertThat(count("evictions")).isZero();
    }

    @Test
    void asManySeriesWithManyClientsAsWithNone() {
        Quota quota = Quota.of(TWO_AN_HOUR);
        QuotaMeters.of("per-client", quota).bindTo(registry);
        for (int i = 0; i < 10_000; i++) {
            quota.tryAcquire("client-" + i);
        }
        assertThat(count("decisions", "outcome", "allowed")).isEqualTo(10_000);
        assertThat(registry.getMeters()).hasSize(4);
    }

    @Test
    void countsWhatASharedQuotaAsksItsStoreAndWhatItDecidesWithout() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            server.execute(PostgresQuotaStore.migration());
            try (SharedQuota quota = SharedQuota.builder(PostgresQuotaStore.of(server.dataSource()), TWO_AN_HOUR)
                    .timeout(Duration.ofSeconds(1))
                    .start()) {
                QuotaMeters.of("per-client", quota).bindTo(registry);
                take(quota, 4);
                assertThat(count("store.calls")).isPositive();
                FunctionTimer time =
                        registry.get("eloquent.ratelimit.store.time").functionTimer();
                assertThat(time.count()).isEqualTo(count("store.calls"));
                assertThat(time.totalTime(TimeUnit.NANOSECONDS)).isPositive();
                assertThat(count("decisions", "outcome", "allowed") + count("decisions", "outcome", "denied"))
                        .isEqualTo(4);
                assertThat(count("store.faults")).isZero();

                server.kill();
                quota.tryAcquire("198.51.100.1");
                assertThat(count("fallbacks")).isPositive();
                assertThat(count("store.faults")).isPositive();
                assertThat(registry.getMeters())
                        .extracting(Meter::getId)
                        .extracting(Meter.Id::getName)
                        .doesNotContain("eloquent.ratelimit.evictions");
            }
        }
    }

    @Test
    void countsTheDecisionsOfResilience4j() {
        Quota quota = Resilience4jQuota.of(RateLimiter.of(
                "hourly",
                RateLimiterConfig.custom()
                        .limitForPeriod(2)
                        .limitRefreshPeriod(Duration.ofHours(1))
                        .timeoutDuration(Duration.ZERO)
                        .build()));
        QuotaMeters.of("per-client", quota).bindTo(registry);
        take(quota, 5);
        assertThat(count("decisions", "outcome", "allowed")).isEqualTo(2);
        assertThat(count("violations", "policy", "hourly")).isEqualTo(3);
    }

    @Test
    void aQuotaThatOnlyTheRegistryHasIsStillCounted() {
        assertThat(Collected.is(bound())).isFalse();
        assertThat(count("decisions", "outcome", "allowed")).isEqualTo(1);
    }

    private WeakReference<Quota> bound() {
        Quota quota = Quota.of(TWO_AN_HOUR);
        quota.tryAcquire("203.0.113.7");
        QuotaMeters.of("per-client", quota).bindTo(registry);
        return new WeakReference<>(quota);
    }

    @Test
    void control_boundInMicrometersUsualWayItIsGone() {
        assertThat(Collected.is(boundWeakly())).isTrue();
    }

    private WeakReference<Quota> boundWeakly() {
        Quota quota = Quota.of(TWO_AN_HOUR);
        FunctionCounter.builder("weak", quota, it -> it.statistics().allowed()).register(registry);
        return new WeakReference<>(quota);
    }

    @Test
    void theSecondQuotaOfANameIsRefusedAndAnotherNameIsNot() {
        QuotaMeters.of("per-client", Quota.of(TWO_AN_HOUR)).bindTo(registry);
        QuotaMeters.of("per-tenant", Quota.of(TWO_AN_HOUR)).bindTo(registry);
        assertThatThrownBy(() ->
                        QuotaMeters.of("per-client", Quota.of(TWO_AN_HOUR)).bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("quota 'per-client' must be bound to a registry once, and meter"
                        + " 'eloquent.ratelimit.decisions' of it is there already; bind it once, and give each quota a"
                        + " name of its own");
    }

    @Test
    void aNameIsNotBlank() {
        Quota quota = Objects.requireNonNull(Quota.of(TWO_AN_HOUR));
        assertThatThrownBy(() -> QuotaMeters.of(" ", quota)).hasMessage("name of a quota must not be blank, was ' '");
    }
}
