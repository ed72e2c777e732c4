package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The operations that make secrets and versions of them. Called with the monitor of the store. */
final class SecretWrites {
    private static final List<String> CURRENT = List.of(Secret.CURRENT);

    private final SecretStore store;
    private final Permissions permissions;

    SecretWrites(SecretStore store, Permissions permissions) {
        this.store = store;
        this.permissions = permissions;
    }

    ObjectNode createSecret(Arguments arguments) {
        String name = arguments.required("Name");
        if (!name.matches(SecretStore.NAME)) {
            throw WireError.of(
                    "ValidationException",
                    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following:"
                            + " -/_+=.@!");
        }
        Optional<SecretValue> value = arguments.value();
        Optional<String> token = value.map(any -> arguments.token());
        Optional<Secret> before = store.named(name);
        if (before.isPresent()) {
            return createdAlready(before.get(), token, value);
        }
        value.ifPresent(any -> permissions.checkEncryption(name));
        List<Arguments> tags = arguments.objects("Tags");
        tags.forEach(tag -> tag.required("Key"));
        Secret secret = store.create(name);
        secret.describe(arguments.text("Description"), arguments.text("KmsKeyId"), store.now());
        tags.forEach(tag -> secret.tag(tag.required("Key"), tag.text("Value").orElse("")));
        return written(secret, token, value);
    }

    private static ObjectNode createdAlready(Secret secret, Optional<String> token, Optional<SecretValue> value) {
        if (secret.deletion().isPresent()) {
            throw WireError.invalidRequest(
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }
        if (token.isEmpty()
                || !token.flatMap(secret::version).flatMap(SecretVersion::value).equals(value)) {
            throw WireError.exists("The operation failed because the secret " + secret.name() + " already exists.");
        }
        return SecretJson.identity(secret).put("VersionId", token.get());
    }

    ObjectNode putSecretValue(Arguments arguments) {
        SecretValue value = arguments
                .value()
                .orElseThrow(() -> WireError.invalidRequest("You must provide either SecretString or SecretBinary."));
        String token = arguments.token();
        List<String> stages = arguments.texts("VersionStages");
        Secret secret = SecretReads.live(store.find(arguments.secretId()));
        if (isNew(secret, token, value)) {
            permissions.checkEncryption(secret.name());
            secret.put(token, value, stages.isEmpty() ? CURRENT : stages, store.now());
        }
        ObjectNode json = SecretJson.identity(secret).put("VersionId", token);
        ArrayNode list = json.putArray("VersionStages");
        secret.stagesOf(token).forEach(list::add);
        return json;
    }

    ObjectNode updateSecret(Arguments arguments) {
        Optional<SecretValue> value = arguments.value();
        Optional<String> token = value.map(any -> arguments.token());
        Secret secret = SecretReads.live(store.find(arguments.secretId()));
        if (value.isPresent() && !isNew(secret, token.orElseThrow(), value.get())) {
            return SecretJson.identity(secret).put("VersionId", token.get());
        }
        value.ifPresent(any -> permissions.checkEncryption(secret.name()));
        secret.describe(arguments.text("Description"), arguments.text("KmsKeyId"), store.now());
        return written(secret, token, value);
    }

    private ObjectNode written(Secret secret, Optional<String> token, Optional<SecretValue> value) {
        ObjectNode json = SecretJson.identity(secret);
        token.ifPresent(version -> {
            secret.put(version, value.orElseThrow(), CURRENT, store.now());
            json.put("VersionId", version);
        });
        return json;
    }

    /** A version keeps its value for ever: said again it is no news, and another one is refused. */
    private static boolean isNew(Secret secret, String token, SecretValue value) {
        Optional<SecretValue> before = secret.version(token).flatMap(SecretVersion::value);
        if (before.isPresent() && !before.get().equals(value)) {
            throw WireError.exists("You can't use ClientRequestToken " + token
                    + " because that value is already in use for a version of secret " + secret.arn() + ".");
        }
        return before.isEmpty();
    }
}
