package dev.eloquent.benchmarks.health;

/** A health library with ten checks. */
interface Aggregate extends AutoCloseable {
    /** Runs all of the checks now and answers with the bytes that the library's own endpoint would send. */
    byte[] fresh() throws Exception;

    @Override
    void close();
}
