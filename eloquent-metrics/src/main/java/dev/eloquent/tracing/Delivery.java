package dev.eloquent.tracing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one message to the receiver, by as many attempts as patience and pace allow.
 *
 * <p>After an attempt without an answer it is sent again, so it may arrive twice. A span keeps its id, by which a receiver
 * tells the second from the first; a message that was never sent again would be lost with each reset connection.
 *
 * <p>For one thread.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

    /** Who asks for a longer pause asks for too much. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private final Post post;
    private final Pace pace;
    private final SpanBooks books;
    private final Backoff backoff;
    private final long patience;
    private final LongSupplier nanoTime;
    private boolean troubled;
    private Optional<Runnable> toSay = Optional.empty();

    /** What became of a message. */
    sealed interface Outcome {}

    /** It was taken, but for so many spans. */
    record Sent(long rejected, String why) implements Outcome {}

    /** It was lost; or, if uncertain, may have been. */
    record Lost(boolean uncertain, String why) implements Outcome {}

    /** It was refused for what is in it; parts of it may be taken. If uncertain, an earlier attempt may have arrived. */
    record Unfit(boolean uncertain, String why) implements Outcome {}

    Delivery(Post post, Pace pace, SpanBooks books, Backoff backoff, Duration patience, LongSupplier nanoTime) {
        this.post = post;
        this.pace = pace;
        this.books = books;
        this.backoff = backoff;
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Blocks until the outcome is known.
     *
     * @param spans how many the message has
     * @param doubt whether an earlier message may have brought them, and all others that are not settled
     */
    Outcome deliver(SpanEncoder.Message message, long spans, boolean doubt) throws InterruptedException {
        long end = nanoTime.getAsLong() + patience;
        long concerned = doubt ? Long.MAX_VALUE : spans;
        boolean mayHaveArrived = doubt;
        boolean corrected = false;
        for (int attempt = 1; ; attempt++) {
            Duration time = pace.attempt();
            if (time.isZero()) {
                return new Lost(mayHaveArrived, Pace.NO_TIME);
            }
            books.mayHaveArrived(concerned);
            Answer answer = post.exchange(message, time);
            String last;
            Optional<Duration> asked = Optional.empty();
            if (answer instanceof Answer.Taken taken) {
                recovered();
                return new Sent(taken.rejected(), taken.why());
            } else if (answer instanceof Answer.Refused refused) {
                troubled(refused.why());
                return new Lost(mayHaveArrived, refused.why());
            } else if (answer instanceof Answer.Unfit unfit) {
                books.mayHaveArrived(mayHaveArrived ? concerned : 0);
                return new Unfit(mayHaveArrived, unfit.why());
            } else if (answer instanceof Answer.Again again) {
                last = again.why();
                asked = again.after();
                if (asked.filter(Duration::isZero).isPresent() && !corrected) {
                    corrected = true;
                    continue;
                }
            } else if (answer instanceof Answer.NotSent notSent) {
                last = notSent.why();
            } else {
                if (pace.over()) {
                    // Its time was what the close had left. That ends at the same moment, and which of the two threads
                    // wakes first is chance: they are to say the same.
                    return new Lost(true, Pace.NO_TIME);
                }
                last = ((Answer.Unanswered) answer).why();
                mayHaveArrived = true;
            }
            books.mayHaveArrived(mayHaveArrived ? concerned : 0);
            troubled(last);
            say();
            // At once is no pause that is asked for: ours, which a close may cut short.
            asked = asked.filter(duration -> !duration.isZero());
            Duration wait = asked.map(duration -> duration.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : duration)
                    .orElseGet(backoffAfter(attempt));
            Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
            if (asked.isPresent() && wait.compareTo(left) > 0) {
                wait = left; // asked once more when patience ends; given up now, the next would come at once
            }
            boolean over = left.isNegative() || left.isZero() || wait.compareTo(left) > 0;
            if (over || !pace.pause(wait, asked.isPresent())) {
                return new Lost(mayHaveArrived, last);
            }
        }
    }

    private Supplier<Duration> backoffAfter(int attempt) {
        return () -> backoff.after(attempt);
    }

    /** That spans are lost, if it is news. */
    void troubled(String why) {
        if (!troubled) {
            troubled = true;
            toSay = Optional.of(() -> LOG.warn("traces are not delivered to {}: {}", post.address(), why));
        }
    }

    private void recovered() {
        if (troubled) {
            troubled = false;
            toSay = Optional.of(() -> LOG.info("traces are delivered to {} again", post.address()));
        }
    }

    /** Writes the news to the log, which may hang: once the books are up to date. */
    void say() {
        Optional<Runnable> news = toSay;
        toSay = Optional.empty();
        news.ifPresent(Runnable::run);
    }
}
