package dev.eloquent.local.server;

import java.nio.charset.StandardCharsets;

/** What one stand-in answers. Asked by many threads at once. */
public interface Service {
    /** Its name in messages and in the names of threads. */
    String name();

    /** The longest body it takes, in bytes; longer ones are answered with 413. */
    int maxBody();

    /**
     * Whether it takes bodies with Content-Encoding gzip. It gets them as they were sent, since a signature is of the
     * bytes on the wire, and {@link #maxBody} is of these.
     */
    default boolean takesGzip() {
        return false;
    }

    /**
     * What faults and the history take for the path of a request. One that serves every operation at the same path says
     * here which it is.
     */
    default String subject(Request request) {
        return request.path();
    }

    /** A request has been read. Comes before it is worked for, or meets a fault in place of that. */
    default void arrived(Request request) {}

    /** Answers a request; a {@link ServiceFault} is answered as {@link #error} words it. */
    Answer answer(Request request);

    /** An answer is about to be written in full, after any delay; whether the client still reads is not known. */
    default void answering(Request request, int status) {}

    /** An error in the vendor's own format. */
    Answer error(int status, String message);

    /** The bytes of the text that a scripted fault has for a body. */
    default byte[] scripted(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
