package dev.eloquent.health.pinecone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How often one task may ask, so that all tasks together stay within what Pinecone allows an index, without knowing of
 * each other.
 *
 * <p>Two requests of one task are {@code gap = tasks / 50} seconds apart at least: half the limit, because retries of
 * clients, tools and a deployment that doubles the tasks want something too. Up to 100 tasks that alone is a proof, even
 * if all of them ask at the same instant: below 50 tasks a second holds {@code floor(1 / gap) + 1} requests of each,
 * together {@code 50 + tasks} at most, and above 50 a gap is longer than a second.
 *
 * <p>More than 100 tasks that start at the same instant would exceed the limit with their first request. There, nobody
 * asks at once: the first turn of each comes at random within a gap. The schedule of the checks looks in only once an
 * interval, so its jitter is what really spreads them, and it must be wide enough. For intervals that vary by a share
 * {@code j} at random the rate is highest where the first requests overlap the second, {@code peak(j)} times the mean:
 * {@code max(1 / 2j, 1.6)} is above it for every j (the exact value, {@code (5j - 1) / 4j^2} from j = 1/3 on, is largest
 * at 0.4, with 1.5625). The interval is lengthened by that factor, so that even the peak has a mean of 50 requests a
 * second, and 100 are seven standard deviations away.
 *
 * @see <a href="https://docs.pinecone.io/reference/quotas-and-rate-limits">Pinecone: rate limits (describe index stats: 100
 *     requests per second per index)</a>
 */
final class RequestShare {
    /** Requests a second that Pinecone takes for one index. */
    static final int LIMIT = 100;

    /** What all tasks together may use of it. */
    private static final int TARGET = LIMIT / 2;
    /** The tasks that may all ask in the same second. */
    private static final int TOGETHER = LIMIT;

    private static final double PEAK = 1.6;
    private static final double JITTER = 0.1;
    private static final double WIDE_JITTER = 0.33;
    private static final Duration SHORTEST_DEFAULT = Duration.ofSeconds(15);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    /** 112,500: what still fits into the longest interval. */
    static final int MAX_TASKS = (int) (LONGEST_INTERVAL.toSeconds() * TARGET / PEAK);

    private final int tasks;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private boolean begun;
    private long nextTurn;

    RequestShare(int tasks, LongSupplier nanoTime, RandomGenerator random) {
        this.tasks = tasks;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** Takes the turn if it has come. @return how long it is until then; empty if one may ask now */
    synchronized Optional<Duration> take() {
        long now = nanoTime.getAsLong();
        if (!begun) {
            begun = true;
            nextTurn = mustSpread(tasks) ? now + random.nextLong(1, gap(tasks).toNanos()) : now;
        }
        long wait = nextTurn - now;
        if (wait > 0) {
            return Optional.of(Duration.ofNanos(wait));
        }
        nextTurn = now + gap(tasks).toNanos();
        return Optional.empty();
    }

    /** How long to wait before asking again at once; empty where that has no place in the share. */
    Optional<Duration> pauseBeforeRepeat() {
        return mustSpread(tasks) ? Optional.empty() : Optional.of(gap(tasks));
    }

    /** Whether the first requests must be spread. */
    static boolean mustSpread(int tasks) {
        return tasks > TOGETHER;
    }

    /** The shortest time between two requests of one task. */
    static Duration gap(int tasks) {
        return seconds((double) tasks / TARGET);
    }

    static Duration defaultInterval(int tasks) {
        if (tasks > MAX_TASKS) {
            return LONGEST_INTERVAL; // a fault, told as such
        }
        long needed = (shortestInterval(tasks, defaultJitter(tasks)).toMillis() + 999) / 1000;
        return Duration.ofSeconds(Math.max(SHORTEST_DEFAULT.toSeconds(), needed));
    }

    static double defaultJitter(int tasks) {
        return mustSpread(tasks) ? WIDE_JITTER : JITTER;
    }

    static List<String> faults(int tasks, Duration interval, double jitter) {
        List<String> faults = new ArrayList<>();
        if (tasks < 1) {
            faults.add("tasks must be from 1 to " + MAX_TASKS + ", was " + tasks
                    + ": count the processes that check this index, this one included");
        } else if (tasks > MAX_TASKS) {
            faults.add("tasks must be from 1 to " + MAX_TASKS + ", was " + tasks
                    + ": more could exceed Pinecone's " + LIMIT + " requests a second for an index even if each asked"
                    + " once an hour, the longest interval; let fewer of them have the check");
        } else if (mustSpread(tasks) && !(jitter > 0)) {
            faults.add("jitter must be above 0 for more than " + TOGETHER + " tasks, or those that start together ask"
                    + " together, was " + jitter + ": leave it at " + WIDE_JITTER);
        } else if (jitter <= 0.5 && interval.compareTo(shortestInterval(tasks, jitter)) < 0) {
            faults.add("interval must be at least " + shortestInterval(tasks, jitter) + " for " + tasks
                    + " tasks at a jitter of " + jitter + ", or together they could exceed Pinecone's " + LIMIT
                    + " requests a second for an index, was " + interval + ": lengthen it, keep the jitter at "
                    + defaultJitter(tasks) + ", or correct tasks(...)");
        }
        return faults;
    }

    /** A run must find its turn come, and the peak of the fleet must be bearable. */
    static Duration shortestInterval(int tasks, double jitter) {
        double turn = 1 / (1 - jitter);
        double spread = mustSpread(tasks) ? Math.max(1 / (2 * jitter), PEAK) : 0;
        return seconds(Math.max(turn, spread) * tasks / TARGET);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) Math.ceil(seconds * 1000));
    }
}
