package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Whether what has a deadline keeps it. A machine that is busy with other things adds to what it took, and never takes
 * away: so the quickest of a few times counts, and each is within reason.
 */
public final class Punctuality {
    /** By so much an end may be late. */
    public static final Duration LATE = Duration.ofMillis(100);

    private static final Duration BUSY = Duration.ofSeconds(3);
    private static final int TIMES = 3;

    private Punctuality() {}

    /**
     * Has it end up to three times.
     *
     * @param once makes all ready anew, checks what there is to check, and tells how long the end alone took
     */
    public static void endsBy(Duration deadline, Callable<Duration> once) throws Exception {
        List<Duration> took = new ArrayList<>();
        do {
            took.add(once.call());
            assertThat(took).allSatisfy(each -> assertThat(each).isLessThan(deadline.plus(BUSY)));
            if (took.get(took.size() - 1).compareTo(deadline.plus(LATE)) <= 0) {
                return;
            }
        } while (took.size() < TIMES);
        assertThat(took)
                .as("of %d times the quickest", TIMES)
                .anySatisfy(each -> assertThat(each).isLessThanOrEqualTo(deadline.plus(LATE)));
    }
}
