package dev.eloquent.secrets;

import java.util.Map;
import java.util.Set;

/**
 * Where secrets come from. Secrets Manager is one ({@link SecretsManagerSource}); the {@linkplain
 * EnvironmentSource environment}, {@linkplain FileSource files} and {@linkplain FixedSource fixed values} are others.
 */
public interface SecretSource extends AutoCloseable {
    /**
     * Gets secrets. May block, for some seconds at most. Called by several threads at once.
     *
     * @return an answer for each request; one that is missing counts as {@link SecretProblem#UNAVAILABLE}
     * @throws InterruptedException if it is to end
     */
    Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) throws InterruptedException;

    /** What it is, for messages, such as {@code Secrets Manager in eu-central-1}. */
    String description();

    /** Lets go of what it holds; further calls do nothing. */
    @Override
    default void close() {}
}
