package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class CircuitTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Circuit circuit = new Circuit("quota of this test");

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(SharedQuota.class);
    }

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
    }

    private long lines() {
        return log.list.stream()
                .filter(event -> event.getFormattedMessage().startsWith("quota of this test: "))
                .count();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed("away");
        }
    }

    @Test
    void opensAfterFiveFailuresInARow() {
        fail(4);
        circuit.succeeded();
        fail(4);
        assertThat(circuit.isOpen()).isFalse();
        fail(1);
        assertThat(circuit.isOpen()).isTrue();
        assertThat(lines()).isEqualTo(1);
    }

    @Test
    void isWellAgainOnceADecisionWasMadeAfterAHeartbeat() {
        fail(5);
        circuit.succeeded();
        assertThat(circuit.isOpen()).isTrue();
        circuit.beat();
        assertThat(circuit.isOpen()).isFalse();
        assertThat(lines()).isEqualTo(1);
        circuit.succeeded();
        circuit.succeeded();
        assertThat(lines()).isEqualTo(2);
    }

    @Test
    void isWellAgainAtTheNextHeartbeatIfNobodyAsks() {
        fail(5);
        circuit.beat();
        circuit.beat();
        assertThat(lines()).isEqualTo(2);
    }

    /** Such as while the database lets nobody call the function that takes permits. */
    @Test
    void aStoreThatAnswersHeartbeatsAloneIsTriedMoreAndMoreSeldomAndLoggedOnce() {
        fail(5);
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            for (int beat = 1; beat <= pause; beat++) {
                assertThat(circuit.isOpen()).isTrue();
                circuit.beat();
            }
            assertThat(circuit.isOpen()).isFalse();
            fail(5);
        }
        assertThat(lines()).isEqualTo(1);
    }

    @Test
    void callersWhoAskedBeforeTheLastFailureTellNothingNew() {
        long before = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            circuit.late(before);
        }
        assertThat(circuit.isOpen()).isFalse();
        for (int i = 0; i < 4; i++) {
            circuit.late(System.nanoTime());
        }
        assertThat(circuit.isOpen()).isTrue();
    }
}
