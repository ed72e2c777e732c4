package dev.eloquent.metrics.http.internal;

/** What became of a request: the tag {@code outcome}. */
public enum Outcome {
    /** 100 to 199. */
    INFORMATIONAL,
    /** 200 to 299. */
    SUCCESS,
    /** 300 to 399. */
    REDIRECTION,
    /** 400 to 499. */
    CLIENT_ERROR,
    /** 500 to 599; of a server also an exception. */
    SERVER_ERROR,
    /** Of a client: no answer in time. */
    TIMEOUT,
    /** Of a client: no connection, or one that broke. */
    IO_ERROR,
    /** Nobody can tell. */
    UNKNOWN;

    /** That of this status; UNKNOWN if it is none. */
    public static Outcome of(int status) {
        return switch (status / 100) {
            case 1 -> INFORMATIONAL;
            case 2 -> SUCCESS;
            case 3 -> REDIRECTION;
            case 4 -> CLIENT_ERROR;
            case 5 -> SERVER_ERROR;
            default -> UNKNOWN;
        };
    }
}
