package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** The operations that change nothing. Called with the monitor of the store. */
final class SecretReads {
    private static final int MOST_IN_A_BATCH = 20;
    private static final int MOST_IN_A_LIST = 100;

    private final SecretStore store;
    private final Permissions permissions;
    private final Random random;

    SecretReads(SecretStore store, Permissions permissions, Random random) {
        this.store = store;
        this.permissions = permissions;
        this.random = random;
    }

    ObjectNode getSecretValue(Arguments arguments) {
        return value(arguments.secretId(), arguments.text("VersionId"), arguments.text("VersionStage"));
    }

    private ObjectNode value(String id, Optional<String> version, Optional<String> stage) {
        Optional<Secret> found = store.find(id);
        permissions.checkRead(
                found.map(Secret::name).orElse(id), found.map(Secret::arn).orElse(id));
        Secret secret = live(found);
        SecretVersion wanted = version(secret, version, stage);
        SecretValue value = wanted.value().orElseThrow(() -> missing(version, stage));
        permissions.checkDecryption(secret.name());
        secret.access(store.now().truncatedTo(ChronoUnit.DAYS));
        return SecretJson.value(secret, wanted, value);
    }

    private static SecretVersion version(Secret secret, Optional<String> version, Optional<String> stage) {
        SecretVersion found = version.or(() -> secret.at(stage.orElse(Secret.CURRENT)))
                .flatMap(secret::version)
                .orElseThrow(() -> missing(version, stage));
        if (stage.isPresent() && !secret.stagesOf(found.id()).contains(stage.get())) {
            throw WireError.invalidRequest(
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        return found;
    }

    private static WireError missing(Optional<String> version, Optional<String> stage) {
        return WireError.noValue(
                version.isPresent() ? "VersionId: " + version.get() : "staging label: " + stage.orElse(Secret.CURRENT));
    }

    ObjectNode batchGetSecretValue(Arguments arguments) {
        permissions.checkBatch();
        List<String> ids = arguments.texts("SecretIdList");
        boolean filtered = !arguments.objects("Filters").isEmpty();
        if (ids.isEmpty() != filtered) {
            throw WireError.invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        }
        if (!filtered && arguments.number("MaxResults").isPresent()) {
            throw WireError.invalidParameter(
                    "'Filters' not specified. 'MaxResults' can only be specified with 'Filters'.");
        }
        if (ids.size() > MOST_IN_A_BATCH) {
            throw WireError.constraint("secretIdList", "have length less than or equal to " + MOST_IN_A_BATCH);
        }
        Page<String> page = filtered
                ? Page.of(matching(arguments, false).stream().map(Secret::arn).toList(), arguments, MOST_IN_A_BATCH)
                : new Page<>(ids, Optional.empty());
        ObjectNode json = values(page.items());
        page.writeNext(json);
        return json;
    }

    private ObjectNode values(List<String> ids) {
        List<ObjectNode> values = new ArrayList<>();
        List<ObjectNode> errors = new ArrayList<>();
        for (String id : ids) {
            try {
                values.add(value(id, Optional.empty(), Optional.empty()));
            } catch (WireError error) {
                errors.add(Json.object()
                        .put("SecretId", id)
                        .put("ErrorCode", error.type())
                        .put("Message", error.message()));
            }
        }
        // AWS promises no order, and who counts on one is to find out here.
        Collections.shuffle(values, random);
        Collections.shuffle(errors, random);
        ObjectNode json = Json.object();
        json.putArray("SecretValues").addAll(values);
        json.putArray("Errors").addAll(errors);
        return json;
    }

    ObjectNode describeSecret(Arguments arguments) {
        return SecretJson.description(store.find(arguments.secretId()).orElseThrow(WireError::notFound));
    }

    ObjectNode listSecretVersionIds(Arguments arguments) {
        Secret secret = store.find(arguments.secretId()).orElseThrow(WireError::notFound);
        boolean deprecated = arguments.flag("IncludeDeprecated", false);
        List<SecretVersion> versions = secret.versions().stream()
                .filter(version -> deprecated || !secret.stagesOf(version.id()).isEmpty())
                .toList();
        Page<SecretVersion> page = Page.of(versions, arguments, MOST_IN_A_LIST);
        ObjectNode json = SecretJson.identity(secret);
        ArrayNode list = json.putArray("Versions");
        page.items().forEach(version -> list.add(SecretJson.version(secret, version)));
        page.writeNext(json);
        return json;
    }

    ObjectNode listSecrets(Arguments arguments) {
        List<Secret> secrets = matching(arguments, arguments.flag("IncludePlannedDeletion", false));
        Page<Secret> page = Page.of(secrets, arguments, MOST_IN_A_LIST);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("SecretList");
        page.items().forEach(secret -> list.add(SecretJson.listed(secret)));
        page.writeNext(json);
        return json;
    }

    private List<Secret> matching(Arguments arguments, boolean deletedToo) {
        Predicate<Secret> filter = SecretFilter.read(arguments);
        return store.all().stream()
                .filter(secret -> deletedToo || secret.deletion().isEmpty())
                .filter(filter)
                .toList();
    }

    static Secret live(Optional<Secret> found) {
        Secret secret = found.orElseThrow(WireError::notFound);
        if (secret.deletion().isPresent()) {
            throw WireError.invalidRequest(
                    "You can't perform this operation on the secret because it was marked for deletion.");
        }
        return secret;
    }
}
