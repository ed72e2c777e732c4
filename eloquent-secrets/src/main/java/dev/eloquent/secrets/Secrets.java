package dev.eloquent.secrets;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * The secrets of a service: there at the start or a clear error, fresh afterwards.
 *
 * <pre>{@code
 * static final SecretSpec<DatabaseLogin> DATABASE = SecretSpec.json("rag-service/database", DatabaseLogin.class);
 * static final SecretSpec<SecretText> OPENAI = SecretSpec.text("rag-service/openai");
 *
 * Secrets secrets = Secrets.load(DATABASE, OPENAI);
 * Secret<SecretText> openAi = secrets.get(OPENAI);
 * request.header("Authorization", "Bearer " + openAi.get().reveal());
 * }</pre>
 *
 * <p>Safe for use by several threads. A few daemon threads keep the secrets fresh until {@link #close}.
 */
public final class Secrets implements AutoCloseable {
    private final Map<SecretSpec<?>, Secret<?>> handles;
    private final Refresher refresher;
    private final Time time;
    private final SecretSource source;
    private final ExecutorService calls;
    private final ExecutorService tells;

    Secrets(
            Map<SecretSpec<?>, Secret<?>> handles,
            Refresher refresher,
            Time time,
            SecretSource source,
            ExecutorService calls,
            ExecutorService tells) {
        this.handles = Map.copyOf(handles);
        this.refresher = refresher;
        this.time = time;
        this.source = source;
        this.calls = calls;
        this.tells = tells;
    }

    /**
     * Loads all of them from Secrets Manager, as the {@linkplain SecretsManagerSource#fromEnvironment() environment} sets
     * it up. Blocks until all are there; while Secrets Manager does not answer, for 30 s at most.
     *
     * @throws SecretsUnavailableException naming each that is missing, denied, undecryptable or unparsable, and what it
     *     needs
     * @throws SecretsConfigurationException if declarations or settings are wrong
     */
    public static Secrets load(SecretSpec<?>... specs) {
        return from(SecretsManagerSource.fromEnvironment()).load(specs);
    }

    /** From another source; it is closed with the secrets, or when they cannot be loaded. */
    public static SecretsBuilder from(SecretSource source) {
        return new SecretsBuilder(Objects.requireNonNull(source, "source"));
    }

    /**
     * The handle of a secret, always the same.
     *
     * @throws IllegalArgumentException if this very declaration was not loaded
     */
    @SuppressWarnings("unchecked") // The handle was made of this very spec.
    public <T> Secret<T> get(SecretSpec<T> spec) {
        Secret<?> handle = handles.get(Objects.requireNonNull(spec, "spec"));
        if (handle == null) {
            throw new IllegalArgumentException("secret '" + spec.name()
                    + "' was not loaded by this declaration: name the" + " same constant in load");
        }
        return (Secret<T>) handle;
    }

    /**
     * Secrets whose names are not known yet.
     *
     * @param bound how many are kept at most, 1 to 100,000
     * @param spec declares the secret of a key: {@code tenant -> SecretSpec.text("rag-service/tenants/" + tenant)}; keys
     *     that come from outside should be checked before
     * @throws SecretsConfigurationException if the bound is out of range
     */
    public <T> SecretLookup<T> lookup(int bound, Function<? super String, SecretSpec<T>> spec) {
        return new SecretLookup<>(bound, Objects.requireNonNull(spec, "spec"), source, refresher, time, calls);
    }

    /** Ends the refreshing and closes the source. Handles keep what they have. Does not wait for calls under way. */
    @Override
    public void close() {
        refresher.close();
        calls.shutdownNow();
        tells.shutdown();
        source.close();
    }
}
