package dev.eloquent.secrets;

import java.util.Objects;

/** What a source says to a {@link SecretRequest}. */
public sealed interface SecretAnswer {
    /**
     * Here it is.
     *
     * @param version tells one value from the next; the same version has the same value
     * @param payload the value
     */
    record Found(String version, SecretPayload payload) implements SecretAnswer {
        /** Nothing may be null. */
        public Found {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(payload, "payload");
        }
    }

    /**
     * It cannot be had.
     *
     * @param problem what kind of fault it is
     * @param text what went wrong and what helps, without any value
     */
    record Refused(SecretProblem problem, String text) implements SecretAnswer {
        /** Nothing may be null. */
        public Refused {
            Objects.requireNonNull(problem, "problem");
            Objects.requireNonNull(text, "text");
        }
    }
}
