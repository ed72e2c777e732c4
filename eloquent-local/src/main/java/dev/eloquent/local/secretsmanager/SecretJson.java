package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** How secrets are told on the wire. Only {@link #value} tells what they keep. */
final class SecretJson {
    private SecretJson() {}

    static ObjectNode identity(Secret secret) {
        return Json.object().put("ARN", secret.arn()).put("Name", secret.name());
    }

    static ObjectNode value(Secret secret, SecretVersion version, SecretValue value) {
        ObjectNode json = identity(secret).put("VersionId", version.id());
        value.write(json);
        stages(json.putArray("VersionStages"), secret, version);
        return json.put("CreatedDate", seconds(version.created()));
    }

    static ObjectNode description(Secret secret) {
        return about(secret, "VersionIdsToStages");
    }

    static ObjectNode listed(Secret secret) {
        return about(secret, "SecretVersionsToStages");
    }

    static ObjectNode version(Secret secret, SecretVersion version) {
        ObjectNode json = Json.object().put("VersionId", version.id());
        stages(json.putArray("VersionStages"), secret, version);
        return json.put("CreatedDate", seconds(version.created()));
    }

    private static ObjectNode about(Secret secret, String versions) {
        ObjectNode json = identity(secret);
        secret.description().ifPresent(text -> json.put("Description", text));
        secret.key().ifPresent(key -> json.put("KmsKeyId", key));
        secret.rotator().ifPresent(function -> json.put("RotationEnabled", true).put("RotationLambdaARN", function));
        secret.rotationRules().ifPresent(rules -> json.set("RotationRules", rules));
        date(json, "LastRotatedDate", secret.rotated());
        json.put("LastChangedDate", seconds(secret.changed()));
        date(json, "LastAccessedDate", secret.accessed());
        date(json, "DeletedDate", secret.deletion());
        ArrayNode tags = json.putArray("Tags");
        secret.tags().forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
        ObjectNode all = json.putObject(versions);
        secret.versions().stream()
                .filter(version -> !secret.stagesOf(version.id()).isEmpty())
                .forEach(version -> stages(all.putArray(version.id()), secret, version));
        return json.put("CreatedDate", seconds(secret.created()));
    }

    private static void stages(ArrayNode json, Secret secret, SecretVersion version) {
        secret.stagesOf(version.id()).forEach(json::add);
    }

    private static void date(ObjectNode json, String name, Optional<Instant> date) {
        date.ifPresent(instant -> json.put(name, seconds(instant)));
    }

    /** Since the epoch, with a fraction: who reads it as a whole number is to fail here and not at AWS. */
    static BigDecimal seconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
