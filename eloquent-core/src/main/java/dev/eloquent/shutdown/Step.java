package dev.eloquent.shutdown;

/** One thing to do during a shutdown. */
@FunctionalInterface
public interface Step {
    /**
     * Does it. Runs on a thread of its own, once. It may block up to the deadline, and is interrupted soon after.
     *
     * @param deadline by when it should have ended
     * @throws Exception any; also an {@link Error}. It is reported, and nothing else is held up by it
     */
    void run(Deadline deadline) throws Exception;
}
