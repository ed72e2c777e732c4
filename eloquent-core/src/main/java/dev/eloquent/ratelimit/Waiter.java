package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.TakeReply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A caller that waits for the store's answer. Whoever has given up gets nothing: then its permits are for others. */
final class Waiter {
    private final int permits;
    /** By the clock by which it waits, which is no other than the JVM's. */
    private final long since = System.nanoTime();

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    /** What it got. */
    record Answer(boolean granted, TakeReply reply) {}

    Waiter(int permits) {
        this.permits = permits;
    }

    int permits() {
        return permits;
    }

    long since() {
        return since;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    boolean waits() {
        return !answer.isDone();
    }

    /** Whether it was still there to take it. */
    boolean answered(boolean granted, TakeReply reply) {
        return answer.complete(new Answer(granted, reply));
    }

    void failed(Throwable fault) {
        answer.completeExceptionally(fault);
    }

    /** From now on it takes no answer; returns the one that it has had already, if it was none of a fault. */
    Optional<Answer> giveUp() {
        answer.cancel(false);
        return answer.isCompletedExceptionally() ? Optional.empty() : Optional.of(answer.join());
    }
}
