package dev.eloquent.secrets;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One process and its secrets, moved by hand: no threads, and calls take no time. */
final class Task {
    private final VirtualTime time;
    private final Refresher refresher;
    private final Map<SecretSpec<?>, Secret<?>> handles;
    private long wakes;

    /** @param seed of the jitter */
    Task(VirtualTime time, SecretSource source, long seed, SecretSpec<?>... specs) {
        this.time = time;
        Random random = new Random(seed);
        refresher = new Refresher(source, time, random::nextDouble, Runnable::run, Runnable::run, Refresher.GRACE);
        handles = Secrets.from(source).time(time, random::nextDouble).load(List.of(specs), refresher);
    }

    @SuppressWarnings("unchecked") // As it was put there.
    <T> Secret<T> get(SecretSpec<T> spec) {
        return (Secret<T>) java.util.Objects.requireNonNull(handles.get(spec));
    }

    /** Lets time pass, as a thread that always wakes in time. */
    void pass(Duration duration) {
        long end = time.nanoTime() + duration.toNanos();
        while (true) {
            refresher.tick();
            long wait = refresher.plan();
            if (time.nanoTime() + wait - end > 0) {
                time.sleep(Duration.ofNanos(end - time.nanoTime()));
                return;
            }
            if (wait == 0 && ++wakes > 1_000_000) {
                throw new AssertionError("it wakes without end");
            }
            time.sleep(Duration.ofNanos(wait));
        }
    }

    /** Does what is due now. */
    void tick() {
        refresher.tick();
    }

    /** Says when it will look again. */
    void plan() {
        refresher.plan();
    }

    /** What a look-up does when it has found something, but without that. */
    void watchNothingMore() {
        refresher.watch(List.of(), time.nanoTime());
    }
}
