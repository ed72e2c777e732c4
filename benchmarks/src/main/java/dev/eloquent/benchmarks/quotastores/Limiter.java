package dev.eloquent.benchmarks.quotastores;

/** A library's limit of each key, in a store. */
interface Limiter extends AutoCloseable {
    boolean tryAcquire(String key);

    @Override
    void close();
}
