package dev.eloquent.health.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real deadlocks, each in a JVM of its own, for nothing else ends them. */
final class DeadlockCheckTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"monitors", "locks"})
    void threadsThatWaitForEachOtherAreNamedWithWhatTheyWaitFor(String kind) {
        try (ChildJvm child = ChildJvm.of(Deadlocked.class).args(kind).start()) {
            assertThat(child.awaitLine("live: ", LIMIT)).isEqualTo("live: unhealthy");
            assertThat(child.awaitLine("reason: ", LIMIT)).isEqualTo("reason: deadlocked_threads");
            assertThat(child.awaitLine("thread_1: ", LIMIT) + child.awaitLine("thread_2: ", LIMIT))
                    .containsPattern("'left' waits for \\S+@\\w+ held by 'right' at \\S+ < ")
                    .containsPattern("'right' waits for \\S+@\\w+ held by 'left' at \\S+ < ")
                    .contains("Deadlocked.takeBoth");
        }
    }

    @Test
    void control_aThreadThatWaitsForALockIsNoDeadlock() {
        try (ChildJvm child = ChildJvm.of(Deadlocked.class).args("contention").start()) {
            assertThat(child.awaitLine("live: ", LIMIT)).isEqualTo("live: healthy");
            assertThat(child.awaitLine("reason: ", LIMIT)).isEqualTo("reason: ok");
        }
    }

    @Test
    void itIsLocalFromTheStart() {
        assertThat(DeadlockCheck.create().defaultSettings().local()).isTrue();
    }

    /** Two threads, two locks; the check is critical to liveness. */
    static final class Deadlocked {
        private static final CountDownLatch BOTH_HOLD_ONE = new CountDownLatch(2);

        private Deadlocked() {}

        public static void main(String[] args) throws InterruptedException {
            switch (args[0]) {
                case "monitors" -> waitForMonitors(new Object(), new Object());
                case "locks" -> waitForLocks(new ReentrantLock(), new ReentrantLock());
                case "contention" -> waitForOneLock(new ReentrantLock());
                default -> throw new IllegalArgumentException(args[0]);
            }
            try (HealthChecks health = HealthChecks.of("deadlocked", "1")
                    .liveness(live -> live.critical("deadlock"))
                    .critical("deadlock", DeadlockCheck.create(), settings -> settings.failureThreshold(1))
                    .start()) {
                health.awaitFirstResults(LIMIT);
                report(health);
            }
        }

        private static void report(HealthChecks health) {
            CheckReport check = health.check("deadlock").orElseThrow();
            System.out.println(
                    "live: " + health.report("live").orElseThrow().status().wireName());
            System.out.println("reason: " + check.reason());
            check.lastRun().orElseThrow().details().forEach((key, value) -> System.out.println(key + ": " + value));
        }

        private static void waitForMonitors(Object one, Object other) {
            Thread left = start("left", () -> takeBoth(one, other));
            Thread right = start("right", () -> takeBoth(other, one));
            while (left.getState() != Thread.State.BLOCKED || right.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        }

        private static void waitForLocks(ReentrantLock one, ReentrantLock other) {
            Thread left = start("left", () -> takeBoth(one, other));
            Thread right = start("right", () -> takeBoth(other, one));
            while (!one.hasQueuedThread(right) || !other.hasQueuedThread(left)) {
                Thread.onSpinWait();
            }
        }

        /** One thread holds it for ever, the other waits for it: bad, but no circle. */
        private static void waitForOneLock(ReentrantLock lock) {
            start("left", () -> {
                lock.lock();
                BOTH_HOLD_ONE.countDown();
                awaitTheOther();
            });
            while (!lock.isLocked()) {
                Thread.onSpinWait();
            }
            Thread right = start("right", lock::lock);
            while (!lock.hasQueuedThread(right)) {
                Thread.onSpinWait();
            }
        }

        private static Thread start(String name, Runnable work) {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.start();
            return thread;
        }

        private static void takeBoth(Object one, Object other) {
            synchronized (one) {
                BOTH_HOLD_ONE.countDown();
                awaitTheOther();
                synchronized (other) {
                    throw new AssertionError("no deadlock");
                }
            }
        }

        private static void takeBoth(ReentrantLock one, ReentrantLock other) {
            one.lock();
            BOTH_HOLD_ONE.countDown();
            awaitTheOther();
            other.lock();
        }

        private static void awaitTheOther() {
            try {
                BOTH_HOLD_ONE.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
