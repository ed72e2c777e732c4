package dev.eloquent.local;

import java.net.URI;

/**
 * A stand-in that runs: it listens on loopback alone, keeps what it is told in memory, and forgets it when closed. Safe
 * for use by several threads.
 */
public interface LocalService extends AutoCloseable {
    /** Which service it stands in for, such as {@code pinecone}. */
    String name();

    /** What a client takes for its endpoint setting: {@code http://127.0.0.1:PORT}, with a path if the service has one. */
    URI endpoint();

    /** What it is told to do wrong. */
    Faults faults();

    /** What it was asked until now, requests to its control path left out. */
    Requests requests();

    /** Stops listening and closes every connection; further calls do nothing. Waits for its threads up to 5 s. */
    @Override
    void close();
}
