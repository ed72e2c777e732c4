package dev.eloquent.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random policy and what a few clients do with it. Each one's passes stay within the bound of the highest limits that
 * were in force, whatever else happens: other keys that push it out of a table that is too small, changes of the limit, a
 * clock that steps back.
 */
final class RandomSchedule {
    private static final int CLIENTS = 3;

    private final Random random;
    private final MovableTime time = new MovableTime();
    private final List<Passes> passes = new ArrayList<>();
    private QuotaPolicy policy;
    private final LocalQuota quota;
    private long most;
    private long mostAtOnce;

    /** Passes are told by the time that has gone by, not by a clock that steps. */
    private long elapsed;

    RandomSchedule(Random random) {
        this.random = random;
        int limit = 1 + random.nextInt(60);
        Duration window = Duration.ofMillis(1 + random.nextInt(5_000));
        policy = random.nextBoolean()
                ? QuotaPolicy.exact("p", limit, window)
                : QuotaPolicy.smooth("p", limit, window).burst(1 + random.nextInt(40));
        quota = LocalQuota.builder(policy)
                .keys(1 + random.nextInt(4))
                .nanoTime(time)
                .build();
        note();
        for (int i = 0; i < CLIENTS; i++) {
            passes.add(new Passes());
        }
    }

    private void note() {
        most = Math.max(most, policy.quota());
        mostAtOnce = Math.max(mostAtOnce, policy.burst());
    }

    void run(String which) {
        int steps = 50 + random.nextInt(400);
        long pause = policy.window().toNanos() / (1 + random.nextInt(100));
        boolean clockSteps = random.nextInt(4) == 0;
        boolean changes = random.nextInt(3) == 0;
        for (int i = 0; i < steps; i++) {
            int client = random.nextInt(CLIENTS);
            int permits = random.nextInt(4) == 0 ? 1 + random.nextInt(10) : 1;
            boolean passed = random.nextBoolean()
                    ? quota.tryAcquire("client " + client, permits)
                    : quota.check("client " + client, permits).allowed();
            if (passed) {
                passes.get(client).add(elapsed, permits);
            }
            if (random.nextInt(8) == 0) {
                quota.tryAcquire("passer-by " + random.nextInt(1_000));
            }
            if (changes && random.nextInt(40) == 0) {
                policy = policy.quota(1 + random.nextInt(60));
                quota.change(policy);
                note();
            }
            long gap = random.nextInt(3) == 0 ? (long) (random.nextDouble() * pause * 4) : 0;
            elapsed += gap;
            time.move(gap);
            if (clockSteps && random.nextInt(50) == 0) {
                time.move(-(long) (random.nextDouble() * policy.window().toNanos()));
            }
        }
        long bound = policy.algorithm() == Algorithm.EXACT ? most : most + mostAtOnce;
        for (Passes each : passes) {
            assertThat(each.mostIn(policy.window().toNanos()))
                    .as(which + " " + policy)
                    .isLessThanOrEqualTo(bound);
        }
    }
}
