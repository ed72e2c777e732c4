package dev.eloquent.secrets.jwt;

import dev.eloquent.secrets.SecretText;
import java.util.Objects;

/**
 * A key that signs tokens, as a secret of Secrets Manager has it: two fields of a JSON object.
 *
 * @param kid its id, which stands in the header of each token that it signs
 * @param key the key itself; whether that is text, base64 or a JWK is between you and your JOSE library
 */
public record JwtKey(String kid, SecretText key) {
    /** Nothing may be null. */
    public JwtKey {
        Objects.requireNonNull(kid, "kid");
        Objects.requireNonNull(key, "key");
    }
}
