package dev.eloquent.local.server;

/** What one stand-in answers. Asked by many threads at once. */
public interface Service {
    /** Its name in messages and in the names of threads. */
    String name();

    /** The longest body it takes, in bytes; longer ones are answered with 413. */
    int maxBody();

    /**
     * What faults and the history take for the path of a request. One that serves every operation at the same path says
     * here which it is.
     */
    default String subject(Request request) {
        return request.path();
    }

    /** Answers a request; a {@link ServiceFault} is answered as {@link #error} words it. */
    Answer answer(Request request);

    /** An error in the vendor's own format. */
    Answer error(int status, String message);
}
