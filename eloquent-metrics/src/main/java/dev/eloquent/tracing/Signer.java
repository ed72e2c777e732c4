package dev.eloquent.tracing;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** Signs a request, or says why it cannot; an unsigned one is then not sent. */
@FunctionalInterface
interface Signer {
    /** The headers to send, those that were given among them. Blocks while credentials are fetched. */
    Map<String, String> sign(URI address, Map<String, String> headers, byte[] body, Instant at) throws Unsigned;

    /** For collectors that want no signature. */
    static Signer none() {
        return (address, headers, body, at) -> headers;
    }

    /** There is no signature. */
    final class Unsigned extends Exception {
        private static final long serialVersionUID = 1L;

        Unsigned(String why) {
            super(why);
        }
    }
}
