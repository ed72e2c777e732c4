package dev.eloquent.metrics.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class JvmMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final JvmMeters meters = JvmMeters.standard();

    @AfterEach
    void close() {
        meters.close();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private long pauses() {
        return registry.find("jvm.gc.pause").timers().stream()
                        .mapToLong(timer -> timer.count())
                        .sum()
                + registry.find("jvm.gc.concurrent.phase.time").timers().stream()
                        .mapToLong(timer -> timer.count())
                        .sum();
    }

    @Test
    void seesTheMemoryACollectionAndTheProcess() {
        meters.bindTo(registry);
        System.gc();
        await().until(() -> pauses() > 0);
        assertThat(registry.get("jvm.memory.used").tag("area", "heap").gauge().value())
                .isPositive();
        assertThat(registry.get("jvm.memory.used")
                        .tag("area", "nonheap")
                        .gauge()
                        .value())
                .isPositive();
        assertThat(gauge("jvm.memory.max"))
                .isEqualTo((double) Runtime.getRuntime().maxMemory());
        await().untilAsserted(
                        () -> assertThat(gauge("jvm.memory.usage.after.gc")).isBetween(0.0, 1.0));
        assertThat(gauge("jvm.gc.overhead")).isBetween(0.0, 1.0);
        assertThat(gauge("jvm.threads.live")).isPositive();
        assertThat(gauge("process.files.open")).isPositive();
        assertThat(registry.get("process.uptime").timeGauge().value()).isPositive();
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getBaseUnit())
                .doesNotContain("percent");
    }

    @Test
    void hasThirteenSeriesAtMostWhereMicrometersBindersHaveManyMore() throws InterruptedException {
        MeterRegistry all = new SimpleMeterRegistry();
        try (JvmGcMetrics collections = new JvmGcMetrics()) {
            List<MeterBinder> binders = List.of(
                    collections,
                    new JvmMemoryMetrics(),
                    new JvmThreadMetrics(),
                    new ClassLoaderMetrics(),
                    new ProcessorMetrics(),
                    new UptimeMetrics(),
                    new FileDescriptorMetrics());
            binders.forEach(binder -> binder.bindTo(all));
            meters.bindTo(registry);
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            await().until(() -> pauses() > 0);
        }
        assertThat(registry.getMeters()).extracting(Meter::getId).hasSizeLessThanOrEqualTo(13);
        assertThat(all.getMeters()).hasSizeGreaterThan(50);
    }

    @Test
    void listensToCollectionsUntilItIsClosed() throws InterruptedException {
        Semaphore heard = new Semaphore(0);
        NotificationListener afterOurs = (notification, handback) -> {
            if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                heard.release();
            }
        };
        meters.bindTo(registry);
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(collector -> listen((NotificationEmitter) collector, afterOurs));
        try {
            System.gc();
            assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pauses()).isPositive();

            meters.close();
            meters.close();
            // Those under way are told before the next one is.
            System.gc();
            assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            heard.drainPermits();
            long before = pauses();
            System.gc();
            assertThat(heard.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pauses()).isEqualTo(before);
        } finally {
            ManagementFactory.getGarbageCollectorMXBeans()
                    .forEach(collector -> unlisten((NotificationEmitter) collector, afterOurs));
        }
    }

    private static void listen(NotificationEmitter collector, NotificationListener listener) {
        collector.addNotificationListener(listener, null, null);
    }

    private static void unlisten(NotificationEmitter collector, NotificationListener listener) {
        try {
            collector.removeNotificationListener(listener);
        } catch (javax.management.ListenerNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isBoundOnceAndNotBesideMicrometersOwn() {
        meters.bindTo(registry);
        assertThatThrownBy(() -> JvmMeters.standard().bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the JVM must be bound to a registry once, and meter 'jvm.memory.used' of it is there"
                        + " already; bind it once, and not JvmMemoryMetrics beside it");
        MeterRegistry other = new SimpleMeterRegistry();
        new JvmMemoryMetrics().bindTo(other);
        assertThatThrownBy(() -> meters.bindTo(other)).isInstanceOf(IllegalStateException.class);
    }
}
