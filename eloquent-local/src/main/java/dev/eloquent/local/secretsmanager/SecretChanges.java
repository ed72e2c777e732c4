package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The operations that move stages, and those on deletion. Called with the monitor of the store. */
final class SecretChanges {
    private static final int LONGEST_WINDOW = 30;
    private static final int SHORTEST_WINDOW = 7;

    private final SecretStore store;

    SecretChanges(SecretStore store) {
        this.store = store;
    }

    ObjectNode updateSecretVersionStage(Arguments arguments) {
        String stage = arguments.required("VersionStage");
        Optional<String> to = arguments.text("MoveToVersionId");
        Optional<String> from = arguments.text("RemoveFromVersionId");
        Secret secret = SecretReads.live(store.find(arguments.secretId()));
        Optional<String> at = secret.at(stage);
        for (Optional<String> version : List.of(to, from)) {
            if (version.isPresent() && secret.version(version.get()).isEmpty()) {
                throw WireError.noValue("VersionId: " + version.get());
            }
        }
        if (to.isEmpty() && from.isEmpty()) {
            throw WireError.invalidParameter("You must provide MoveToVersionId, RemoveFromVersionId, or both.");
        }
        if (to.isEmpty() && stage.equals(Secret.CURRENT)) {
            throw WireError.invalidParameter("You can only move staging label AWSCURRENT to a different secret version."
                    + " It can't be completely removed.");
        }
        checkFrom(stage, at, from, to);
        if (to.isPresent()) {
            secret.move(stage, to.get(), store.now());
        } else {
            secret.remove(stage, store.now());
        }
        return SecretJson.identity(secret);
    }

    /** Who moves a label has to know where it is, or two rotations at once would undo each other. */
    private static void checkFrom(String stage, Optional<String> at, Optional<String> from, Optional<String> to) {
        if (at.isPresent() && from.isEmpty() && !at.equals(to)) {
            throw WireError.invalidParameter("The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                    + " is currently attached to version " + at.get()
                    + ", so you must explicitly reference that version in RemoveFromVersionId.");
        }
        if (from.isPresent() && !at.equals(from)) {
            throw WireError.invalidParameter(
                    at.map(version -> "Staging label " + stage + " is currently attached to version " + version
                                    + ", so you must explicitly reference that version in RemoveFromVersionId.")
                            .orElse("Staging label " + stage + " is not attached to any version."));
        }
    }

    ObjectNode rotateSecret(Arguments arguments) {
        String token = arguments.token();
        Secret secret = SecretReads.live(store.find(arguments.secretId()));
        Optional<String> function = arguments.text("RotationLambdaARN");
        if (function.isEmpty() && secret.rotator().isEmpty()) {
            throw WireError.invalidRequest("No Lambda rotation function ARN is associated with this secret.");
        }
        Optional<String> pending = secret.at(Secret.PENDING);
        if (pending.isPresent()
                && !pending.equals(secret.at(Secret.CURRENT))
                && !pending.get().equals(token)) {
            throw WireError.invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
        }
        secret.rotateBy(function, arguments.object("RotationRules"));
        ObjectNode json = SecretJson.identity(secret);
        if (arguments.flag("RotateImmediately", true)) {
            secret.begin(token, store.now());
            json.put("VersionId", token);
        }
        return json;
    }

    ObjectNode deleteSecret(Arguments arguments) {
        Optional<Integer> window = arguments.number("RecoveryWindowInDays");
        boolean force = arguments.flag("ForceDeleteWithoutRecovery", false);
        if (force && window.isPresent()) {
            throw WireError.invalidParameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        int days = window.orElse(LONGEST_WINDOW);
        if (days < SHORTEST_WINDOW || days > LONGEST_WINDOW) {
            throw WireError.invalidParameter(
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        String id = arguments.secretId();
        Optional<Secret> found = store.find(id);
        Instant deletion = force ? store.now() : store.now().plus(Duration.ofDays(days));
        if (!force) {
            Secret secret = SecretReads.live(found);
            secret.delete(Optional.of(deletion));
            return deleted(SecretJson.identity(secret), deletion);
        }
        // AWS answers as if there had been one, so that deleting twice is no error.
        ObjectNode json = found.map(SecretJson::identity)
                .orElseGet(() -> Json.object().put("ARN", store.newArn(id)).put("Name", id));
        found.map(Secret::name).ifPresent(store::remove);
        return deleted(json, deletion);
    }

    private static ObjectNode deleted(ObjectNode json, Instant deletion) {
        return json.put("DeletionDate", SecretJson.seconds(deletion));
    }

    ObjectNode restoreSecret(Arguments arguments) {
        Secret secret = store.find(arguments.secretId()).orElseThrow(WireError::notFound);
        secret.delete(Optional.empty());
        return SecretJson.identity(secret);
    }
}
