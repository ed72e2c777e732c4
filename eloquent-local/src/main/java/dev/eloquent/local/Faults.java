package dev.eloquent.local;

/**
 * The faults that a stand-in is told to show, until they are used up or cleared. They hold for the requests that come
 * from now on; a request that already waits in one goes on waiting.
 *
 * <pre>{@code
 * pinecone.faults().next(3, Fault.status(429).header("Retry-After", "1"));
 * pinecone.faults().on("/query").always(Fault.reset());
 * pinecone.faults().connections().next(1, Fault.silence());
 * }</pre>
 *
 * <p>Where several fit a request, faults that are counted come before lasting ones and, among each of these, those of a
 * path before those of any path; counted ones are used up in the order in which they were given, and of lasting ones the
 * last given holds. One request meets one fault. Safe for use by several threads.
 */
public interface Faults {
    /**
     * The next requests meet this fault, after those counted earlier.
     *
     * @param requests how many, 1 to 1,000,000
     * @return this
     */
    Faults next(int requests, Fault fault);

    /**
     * Every request meets this fault, in place of the one for every request before.
     *
     * @return this
     */
    Faults always(Fault fault);

    /**
     * The same faults, for the requests to one path alone. {@link #clear} clears those of the path.
     *
     * @param path without query, such as {@code /query}
     * @throws IllegalStateException on faults that are for connections or another path already
     */
    Faults on(String path);

    /**
     * The same faults, for connections: each new one meets its fault before anything is read, and idle ones are closed
     * when a fault is given, so that the next request needs a new one. Takes {@link Fault#delay}, {@link Fault#reset},
     * {@link Fault#close}, {@link Fault#silence} and {@link Fault#notHttp}. To have connections refused, close the
     * stand-in.
     *
     * @throws IllegalStateException on faults that are for a path already
     */
    Faults connections();

    /**
     * Forgets all faults that were given here.
     *
     * @return this
     */
    Faults clear();
}
