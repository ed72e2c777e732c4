package dev.eloquent.shutdown;

/**
 * Work in flight, which a shutdown waits for. It ends when it is closed, by any thread; close it once.
 *
 * <pre>{@code
 * try (Work work = shutdown.inFlight().begin("import")) {
 *     if (!work.refused()) {
 *         importAll();
 *     }
 * }
 * }</pre>
 */
public sealed interface Work extends AutoCloseable permits GatedCounter, NamedWork, UncountedWork {
    /** Whether the intake had stopped before this could begin: it is not waited for, and should not be done. */
    boolean refused();

    /** Ends it. Does not block and throws nothing. */
    @Override
    void close();
}
