package dev.eloquent.examples.rag.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
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
        return ctx -> admit(() -> handler.handle(ctx));
    }

    /**
     * The same for a handler of a body. The body is read before: whoever sends it slowly keeps nobody else from asking.
     */
    public Handler bounded(BodyHandler handler) {
        return ctx -> {
            ObjectNode body = JsonBody.of(ctx);
            admit(() -> handler.handle(ctx, body));
        };
    }

    /** Handles a request with its body. */
    @FunctionalInterface
    public interface BodyHandler {
        void handle(Context ctx, ObjectNode body) throws Exception;
    }

    private interface Step {
        void run() throws Exception;
    }

    private void admit(Step step) throws Exception {
        if (!places.tryAcquire()) {
            throw new Refusal(Problem.of(503, "too-busy", "Too many such requests are being answered")
                    .withRetryAfter(Duration.ofSeconds(1)));
        }
        try {
            step.run();
        } finally {
            places.release();
        }
    }
}
