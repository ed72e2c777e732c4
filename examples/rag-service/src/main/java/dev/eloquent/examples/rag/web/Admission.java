package dev.eloquent.examples.rag.web;

import io.javalin.http.Handler;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How many requests of a kind are handled at once. The rest are turned away rather than made to wait: a request that
 * waits holds a thread of the server, and the health probes need some that are free. Each kind has places of its own, so
 * that slow questions do not keep anybody from reading conversations.
 */
public final class Admission {
    private final Semaphore places;

    public Admission(int places) {
        this.places = new Semaphore(places);
    }

    /** The same handler, for at most so many requests at once. */
    public Handler bounded(Handler handler) {
        return ctx -> {
            if (!places.tryAcquire()) {
                throw new Refusal(Problem.of(503, "too-busy", "Too many such requests are being answered")
                        .withRetryAfter(Duration.ofSeconds(1)));
            }
            try {
                handler.handle(ctx);
            } finally {
                places.release();
            }
        };
    }
}
