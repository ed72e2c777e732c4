package dev.eloquent.local.secretsmanager;

import dev.eloquent.local.Fault;
import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * A stand-in, on loopback, of AWS Secrets Manager in one region.
 *
 * <pre>{@code
 * try (LocalSecretsManager secretsManager =
 *         LocalSecretsManager.region("eu-central-1").secret("rag-service/openai", "sk-...").start()) {
 *     URI endpoint = secretsManager.endpoint();
 * }
 * }</pre>
 *
 * <p>Clients sign their requests with any credentials: the signature is asked for, and its date, but not verified. Its
 * {@link #faults} and {@link #requests} have the operation for a path, as in {@code faults().on("/GetSecretValue")}.
 *
 * <p>The methods that name a secret do, without a client, what happens to secrets elsewhere. Unless they say otherwise,
 * they take the name of one that is there, and throw an {@link IllegalArgumentException} for any other. A value is
 * written to nothing but the answers to clients.
 */
public final class LocalSecretsManager implements LocalService {
    private final SecretEdits edits;
    private final Permissions permissions;
    private final SecretsManagerApi api;
    private final LoopbackServer server;

    LocalSecretsManager(SecretEdits edits, Permissions permissions, SecretsManagerApi api, LoopbackServer server) {
        this.edits = edits;
        this.permissions = permissions;
        this.api = api;
        this.server = server;
    }

    /**
     * The settings of a stand-in, to be started.
     *
     * @param region where its secrets are, such as {@code eu-central-1}; a part of their ARNs
     */
    public static LocalSecretsManagerBuilder region(String region) {
        return new LocalSecretsManagerBuilder(region);
    }

    /** Refused for asking too often, as AWS does it: not with 429 but with 400 and the type ThrottlingException. */
    public static Fault throttled() {
        return Fault.status(400).body("{\"__type\":\"ThrottlingException\",\"Message\":\"Rate exceeded\"}");
    }

    @Override
    public String name() {
        return "secretsmanager";
    }

    /** What AWS_ENDPOINT_URL_SECRETS_MANAGER, or a client's endpoint override, is: {@code http://127.0.0.1:PORT}. */
    @Override
    public URI endpoint() {
        return server.root();
    }

    /**
     * A new secret, or one again after {@link #delete}: then it has another ARN.
     *
     * @return its ARN
     * @throws IllegalArgumentException if there is one of this name already, marked for deletion or not
     */
    public String create(String name, String value) {
        return edits.create(name, SecretValue.of(value));
    }

    /** See {@link #create(String, String)}. */
    public String create(String name, byte[] value) {
        return edits.create(name, SecretValue.of(value));
    }

    /**
     * A new current version; the one before becomes AWSPREVIOUS.
     *
     * @return its id
     */
    public String put(String name, String value) {
        return edits.put(name, SecretValue.of(value));
    }

    /** See {@link #put(String, String)}. */
    public String put(String name, byte[] value) {
        return edits.put(name, SecretValue.of(value));
    }

    /** The full ARN of a secret. */
    public String arn(String name) {
        return edits.arn(name);
    }

    /** Deletes a secret at once, without a recovery window. */
    public void delete(String name) {
        edits.delete(name);
    }

    /**
     * Does what a rotation does until before its last step: AWSPENDING is on a version with the new value, AWSCURRENT
     * stays. If RotateSecret has begun one that has no value yet, this one takes it up; an abandoned one is left behind.
     */
    public Rotation rotate(String name, String newValue) {
        return edits.rotate(name, SecretValue.of(newValue));
    }

    /** See {@link #rotate(String, String)}. */
    public Rotation rotate(String name, byte[] newValue) {
        return edits.rotate(name, SecretValue.of(newValue));
    }

    /** Refuses GetSecretValue of this name, alone or in a batch, with AccessDeniedException; it need not be there. */
    public void deny(String name) {
        permissions.deny(named(name), true);
    }

    /** Undoes {@link #deny}. */
    public void allow(String name) {
        permissions.deny(named(name), false);
    }

    /** Refuses BatchGetSecretValue as a whole with AccessDeniedException. */
    public void denyBatch() {
        permissions.denyBatch(true);
    }

    /** Undoes {@link #denyBatch}. */
    public void allowBatch() {
        permissions.denyBatch(false);
    }

    /** Answers reads of this name with DecryptionFailure, and writes with EncryptionFailure; it need not be there. */
    public void disableKey(String name) {
        permissions.disableKey(named(name), true);
    }

    /** Undoes {@link #disableKey}. */
    public void enableKey(String name) {
        permissions.disableKey(named(name), false);
    }

    /**
     * How many requests came for each operation, such as {@code GetSecretValue}, refused and unanswered ones too. Those
     * that never came are not in it.
     */
    public Map<String, Long> calls() {
        return api.operations(server.totals());
    }

    /** How many requests came for one operation, such as {@code GetSecretValue}. */
    public long calls(String operation) {
        return calls().getOrDefault(Objects.requireNonNull(operation, "operation"), 0L);
    }

    @Override
    public Faults faults() {
        return server.faults();
    }

    @Override
    public Requests requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return name() + " at " + endpoint();
    }

    private static String named(String name) {
        return Objects.requireNonNull(name, "name");
    }
}
