package dev.eloquent.ratelimit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaPolicy;
import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Four processes of eight threads each that want one key as often as they can. */
public final class Flood {
    public static final int QUOTA = 300;
    public static final int BURST = 50;
    public static final Duration WINDOW = Duration.ofSeconds(3);

    private static final int TASKS = 4;
    private static final int THREADS = 8;
    private static final Duration RUN = WINDOW.multipliedBy(3);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Flood() {}

    public static QuotaPolicy policy(String algorithm) {
        return algorithm.equals("exact")
                ? QuotaPolicy.exact("p", QUOTA, WINDOW)
                : QuotaPolicy.smooth("p", QUOTA, WINDOW).burst(BURST);
    }

    /** In one of the processes: prints between which two moments each permit was had. */
    public static void run(Quota quota) throws InterruptedException {
        List<String> passes = Collections.synchronizedList(new ArrayList<>());
        long end = System.nanoTime() + RUN.toNanos();
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(() -> {
                while (System.nanoTime() - end < 0) {
                    long before = micros();
                    if (quota.tryAcquire("client")) {
                        passes.add("pass " + before + " " + micros());
                    } else {
                        // Some 30,000 tries a second in all, which is enough of a flood for two processors.
                        LockSupport.parkNanos(1_000_000);
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        passes.forEach(System.out::println);
        System.out.println("fallbacks " + quota.statistics().fallbacks());
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** A permit that was had between two moments. */
    private record Pass(long before, long after) {}

    /** What processes with that main class, which calls {@link #run}, surely had together in the window that was worst. */
    public static int mostInAnyWindow(Class<?> task, String... args) {
        List<ChildJvm> tasks = new ArrayList<>();
        try {
            for (int i = 0; i < TASKS; i++) {
                tasks.add(ChildJvm.of(task).args(args).start());
            }
            List<Pass> passes = new ArrayList<>();
            for (ChildJvm running : tasks) {
                assertThat(running.awaitLine("fallbacks ", LIMIT)).isEqualTo("fallbacks 0");
                for (String line : running.stdout()) {
                    if (line.startsWith("pass ")) {
                        String[] words = line.split(" ", -1);
                        passes.add(new Pass(Long.parseLong(words[1]), Long.parseLong(words[2])));
                    }
                }
            }
            passes.sort(Comparator.comparingLong(Pass::before));
            return most(passes);
        } finally {
            tasks.forEach(ChildJvm::close);
        }
    }

    /** Of permits that lie within a window as a whole, whenever in between they were had. */
    private static int most(List<Pass> passes) {
        long window = WINDOW.toNanos() / 1_000;
        int most = 0;
        for (int begin = 0; begin < passes.size(); begin++) {
            int within = 0;
            long end = passes.get(begin).before() + window;
            for (int i = begin; i < passes.size() && passes.get(i).before() < end; i++) {
                within += passes.get(i).after() < end ? 1 : 0;
            }
            most = Math.max(most, within);
        }
        return most;
    }
}
