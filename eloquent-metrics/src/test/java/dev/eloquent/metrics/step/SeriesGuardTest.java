package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SeriesGuardTest {
    private final AtomicInteger overflows = new AtomicInteger();
    private final SeriesGuard guard = new SeriesGuard(3, Optional.empty(), false, false, overflows::incrementAndGet);

    private static Meter.Id id(String path) {
        return new Meter.Id("requests", Tags.of("path", path), null, null, Meter.Type.COUNTER);
    }

    private void fill() {
        guard.map(id("/a"));
        guard.map(id("/b"));
        assertThat(guard.used()).isEqualTo(3);
    }

    /** The log may block, and who blocks then must not hold what every new meter needs. */
    @Test
    void itsWarningIsLoggedWithoutTheLock() {
        fill();
        List<Boolean> locked = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> looks = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                locked.add(Thread.holdsLock(guard));
            }
        };
        looks.start();
        Logger log = (Logger) LoggerFactory.getLogger(Steps.class);
        log.addAppender(looks);
        try {
            guard.map(id("/c"));
            guard.map(id("/d"));
        } finally {
            log.detachAppender(looks);
        }
        assertThat(locked).containsExactly(false);
        assertThat(overflows).hasValue(2);
    }

    @Test
    void whatFindsNoPlaceWaitsForNobody() throws Exception {
        fill();
        synchronized (guard) {
            assertThat(CompletableFuture.supplyAsync(() -> guard.map(id("/c"))).get(20, TimeUnit.SECONDS))
                    .isEqualTo(id(SeriesGuard.OTHER));
        }
    }
}
