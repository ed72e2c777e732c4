package dev.eloquent.secrets;

import java.util.Objects;

/**
 * What is asked of a source.
 *
 * @param name of the secret, or its ARN
 * @param stage which of its versions
 */
public record SecretRequest(String name, SecretStage stage) {
    /** Nothing may be null. */
    public SecretRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(stage, "stage");
    }

    /** The version to use. */
    static SecretRequest current(String name) {
        return new SecretRequest(name, SecretStage.CURRENT);
    }
}
