package dev.eloquent.examples.rag.remote;

import java.net.URI;

/**
 * Where an API is and the key that opens it.
 *
 * @param base scheme, host, port and path before the API's own paths, without a slash at the end
 */
public record ApiAddress(URI base, String key) {
    /** Without the key. */
    @Override
    public String toString() {
        return base.toString();
    }
}
