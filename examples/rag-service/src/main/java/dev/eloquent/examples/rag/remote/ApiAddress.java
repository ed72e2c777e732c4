package dev.eloquent.examples.rag.remote;

import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretText;
import java.net.URI;

/**
 * Where an API is and the key that opens it.
 *
 * @param base scheme, host, port and path before the API's own paths, without a slash at the end
 * @param key read for each call, as it may rotate; shows itself to nobody
 */
public record ApiAddress(URI base, Secret<SecretText> key) {
    @Override
    public String toString() {
        return base.toString();
    }
}
