package dev.eloquent.secrets;

import java.util.Objects;

/**
 * Why one secret could not be loaded.
 *
 * @param name of the secret, or its ARN
 * @param problem what kind of fault it is
 * @param text what went wrong and what helps, without any value
 */
public record SecretFault(String name, SecretProblem problem, String text) {
    /** Nothing may be null. */
    public SecretFault {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return name + ": " + text;
    }
}
