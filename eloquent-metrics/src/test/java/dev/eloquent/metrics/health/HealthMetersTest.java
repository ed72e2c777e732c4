package dev.eloquent.metrics.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HealthMetersTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicInteger runs = new AtomicInteger();
    private final HealthChecks health = HealthChecks.of("shop", "1")
            .degrades(
                    "search",
                    HealthCheck.holds("broken", () -> {
                        runs.incrementAndGet();
                        return !broken.get();
                    }),
                    settings -> settings.interval(Duration.ofMinutes(30)).failureThreshold(1))
            .history(1)
            .start();

    @AfterEach
    void close() {
        health.close();
    }

    private double status() {
        return registry.get("eloquent.health.status").gauge().value();
    }

    private double check(String name) {
        return registry.get("eloquent.health.check").tag("check", name).gauge().value();
    }

    private double transitions(String check, String to) {
        return registry.get("eloquent.health.transitions")
                .tags("check", check, "to", to)
                .functionCounter()
                .count();
    }

    private void flip() throws InterruptedException {
        broken.set(!broken.get());
        health.refresh(LIMIT);
    }

    @Test
    void aCheckThatFlipsIsSeenAndEachTransitionCounted() throws InterruptedException {
        HealthMeters.of(health).bindTo(registry);
        health.refresh(LIMIT);
        assertThat(status()).isEqualTo(1);
        assertThat(check("search")).isEqualTo(1);
        for (int i = 0; i < 6; i++) {
            flip();
        }
        flip();
        assertThat(status()).isEqualTo(0.5);
        assertThat(check("search")).isZero();
        assertThat(transitions("search", "unhealthy")).isEqualTo(4);
        // With the one from unknown to healthy at the start.
        assertThat(transitions("search", "healthy")).isEqualTo(4);
        // Control: who reads the remembered ones finds one of eight.
        assertThat(health.transitions()).hasSize(1);
    }

    @Test
    void transitionsBeforeTheBindingCount() throws InterruptedException {
        health.refresh(LIMIT);
        flip();
        health.drain();
        HealthMeters.of(health).bindTo(registry);
        assertThat(transitions("search", "unhealthy")).isEqualTo(1);
        assertThat(transitions("process", "unhealthy")).isEqualTo(1);
    }

    @Test
    void readingRunsNoCheckAndDoesNotWaitForOne() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (HealthChecks hanging = HealthChecks.of("shop", "1")
                .degrades("hangs", timeout -> {
                    begun.incrementAndGet();
                    never.await();
                    return dev.eloquent.health.CheckResult.healthy();
                })
                .start()) {
            HealthMeters.of(hanging).bindTo(registry);
            assertThat(check("hangs")).isNaN();
            assertThat(begun).hasValueLessThanOrEqualTo(1);
        } finally {
            never.countDown();
        }
        MeterRegistry other = new SimpleMeterRegistry();
        HealthMeters.of(health).bindTo(other);
        health.refresh(LIMIT);
        int before = runs.get();
        for (int i = 0; i < 1_000; i++) {
            other.getMeters().forEach(meter -> meter.measure().forEach(measured -> measured.getValue()));
        }
        assertThat(runs).hasValue(before);
    }

    @Test
    void unknownIsNoNumberSoThatAClosedServiceIsNoOutage() throws InterruptedException {
        HealthMeters.of(health).bindTo(registry);
        health.refresh(LIMIT);
        health.close();
        assertThat(health.status()).isEqualTo(HealthStatus.UNKNOWN);
        assertThat(status()).isNaN();
        assertThat(check("search")).isNaN();
        assertThat(transitions("search", "healthy")).isEqualTo(1);
    }

    @Test
    void hasFiveSeriesForEachCheckAndFiveMore() {
        HealthMeters.of(health).bindTo(registry);
        assertThat(registry.getMeters()).extracting(Meter::getId).hasSize(5 + 5);
    }

    @Test
    void theSecondBindingIsRefused() {
        HealthMeters.of(health).bindTo(registry);
        assertThatThrownBy(() -> HealthMeters.of(health).bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("health must be bound to a registry once, and meter 'eloquent.health.status' of it is there"
                        + " already; bind the checks of the service once");
    }
}
