package dev.eloquent.shutdown;

/** What is not waited for: probes, which are answered to the end, and what was refused. */
record UncountedWork(boolean refused) implements Work {
    static final UncountedWork REFUSED = new UncountedWork(true);
    static final UncountedWork PROBE = new UncountedWork(false);

    @Override
    public void close() {
        // Nothing was counted.
    }
}
