package dev.eloquent.local.secretsmanager;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What happens to secrets without a client. Each call takes the monitor of the store. */
final class SecretEdits {
    private static final List<String> CURRENT = List.of(Secret.CURRENT);

    private final SecretStore store;

    SecretEdits(SecretStore store) {
        this.store = store;
    }

    String create(String name, SecretValue value) {
        check(name, value);
        synchronized (store) {
            if (store.named(name).isPresent()) {
                throw new IllegalArgumentException(
                        "there is a secret \"" + name + "\" already: use put, or delete it first");
            }
            Secret secret = store.create(name);
            secret.put(store.newVersion(), value, CURRENT, store.now());
            return secret.arn();
        }
    }

    String put(String name, SecretValue value) {
        check(name, value);
        synchronized (store) {
            String version = store.newVersion();
            live(name).put(version, value, CURRENT, store.now());
            return version;
        }
    }

    Rotation rotate(String name, SecretValue value) {
        check(name, value);
        synchronized (store) {
            Secret secret = live(name);
            String version = secret.at(Secret.PENDING)
                    .flatMap(secret::version)
                    .filter(pending -> pending.value().isEmpty())
                    .map(SecretVersion::id)
                    .orElseGet(store::newVersion);
            secret.put(version, value, List.of(Secret.PENDING), store.now());
            return new Rotation(store, secret, version);
        }
    }

    String arn(String name) {
        synchronized (store) {
            return there(name).arn();
        }
    }

    void delete(String name) {
        synchronized (store) {
            store.remove(there(name).name());
        }
    }

    private Secret there(String name) {
        return store.named(Objects.requireNonNull(name, "name"))
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no secret \"" + name + "\": create it first"));
    }

    private Secret live(String name) {
        Secret secret = there(name);
        if (secret.deletion().isPresent()) {
            throw new IllegalArgumentException(
                    "the secret \"" + name + "\" is marked for deletion: restore or delete it first");
        }
        return secret;
    }

    private static void check(String name, SecretValue value) {
        List<String> faults = new ArrayList<>();
        check(Objects.requireNonNull(name, "name"), value, faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    static void check(String name, SecretValue value, List<String> faults) {
        if (!name.matches(SecretStore.NAME)) {
            faults.add("the name of a secret must be 1 to 512 letters, digits and /_+=.@!-, was \"" + name + "\"");
        }
        if (!value.hasAllowedSize()) {
            faults.add("the secret \"" + name + "\" must have 1 to " + SecretValue.LARGEST + " bytes, had "
                    + value.size());
        }
    }
}
