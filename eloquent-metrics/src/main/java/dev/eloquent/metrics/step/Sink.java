package dev.eloquent.metrics.step;

/** Where batches go. */
public interface Sink {
    /** Blocks until there is an answer, or for as long as a call may take. Throws nothing that is to be expected. */
    PutOutcome put(Batch batch);

    /** Ends a call under way, from another thread; there will be no other. */
    void abort();

    /** Gives back what it holds. */
    void close();
}
