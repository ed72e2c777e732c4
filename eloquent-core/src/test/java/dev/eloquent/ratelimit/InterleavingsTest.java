package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of four tries on two threads exactly the three pass for which there is room, whatever the interleaving: Lincheck tries
 * them. Also while another key pushes the first one out of a table for one, and for refusals without the lock.
 */
final class InterleavingsTest {
    private static final int INTERLEAVINGS = 200;

    @ParameterizedTest
    @EnumSource
    void exactlyAsManyPassAsThereIsRoomFor(Algorithm algorithm) {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(quota(algorithm), false).play());
    }

    /** Smooth only: Lincheck takes the loop over sixty parts for one that waits for another thread. */
    @Test
    void noMorePassWhileOneKeyPushesTheOtherOut() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(quota(Algorithm.SMOOTH), true).play());
    }

    @Test
    void control_withoutTheLockMorePass() {
        assertThatThrownBy(
                        () -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> new Scene(new Unlocked(), false).play()))
                .hasMessageContaining("passed: 4");
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsGetAsMuchAsThereIs(Algorithm algorithm) throws InterruptedException {
        LocalQuota quota = LocalQuota.builder(policy(algorithm, 30_000)).build();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 10_000; n++) {
                    if (n % 2 == 0) {
                        quota.tryAcquire("client");
                    } else {
                        quota.check("client");
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(quota.statistics().allowed()).isEqualTo(30_000);
        assertThat(quota.statistics().denied()).isEqualTo(50_000);
        assertThat(quota.statistics().violations()).containsEntry("p", 50_000L);
    }

    private static QuotaPolicy policy(Algorithm algorithm, int permits) {
        // So long that none comes back while the test runs.
        Duration window = Duration.ofDays(30);
        return algorithm == Algorithm.EXACT
                ? QuotaPolicy.exact("p", permits, window)
                : QuotaPolicy.smooth("p", permits, window).burst(permits);
    }

    /** Without the builder, whose checks use regular expressions: Lincheck cannot look into those. */
    private static Quota quota(Algorithm algorithm) {
        return new LocalQuota(List.of(policy(algorithm, 3)), 1, new StandingTime(), new KeyHash(1, 2));
    }

    private static final class StandingTime implements java.util.function.LongSupplier {
        @Override
        public long getAsLong() {
            return 0;
        }
    }

    /** Classes and constructors, no lambdas: Lincheck switches threads only in what it sees being made. */
    private static final class Scene {
        private final Quota quota;
        private final boolean withAnother;

        Scene(Quota quota, boolean withAnother) {
            this.quota = quota;
            this.withAnother = withAnother;
        }

        void play() {
            Client one = new Client(quota, "a");
            Client other = new Client(quota, "a");
            one.start();
            other.start();
            if (withAnother) {
                quota.tryAcquire("b");
            }
            join(one);
            join(other);
            int passed = one.passed + other.passed;
            if (withAnother ? passed > 3 : passed != 3) {
                throw new AssertionError("passed: " + passed);
            }
        }
    }

    private static final class Client extends Thread {
        private final Quota quota;
        private final String key;
        private volatile int passed;

        Client(Quota quota, String key) {
            this.quota = quota;
            this.key = key;
        }

        @Override
        public void run() {
            int mine = 0;
            for (int i = 0; i < 2; i++) {
                mine += quota.tryAcquire(key) ? 1 : 0;
            }
            passed = mine;
        }
    }

    private static final class Unlocked extends NoQuota {
        private final Tally tally = Tally.of(policy(Algorithm.SMOOTH, 3), 1);

        @Override
        public boolean tryAcquire(String key, int permits) {
            if (!tally.fits(0, 0, permits)) {
                return false;
            }
            tally.take(0, 0, permits);
            return true;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
