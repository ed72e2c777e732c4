package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A secret with its versions and stages. A stage is on one version at most, and AWSPREVIOUS follows AWSCURRENT by
 * itself. Guarded by the monitor of its {@link SecretStore}.
 */
final class Secret {
    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";
    static final String PENDING = "AWSPENDING";

    /** Beyond so many, versions without a stage go, the oldest first. */
    private static final int MOST_VERSIONS = 100;

    private final String name;
    private final String arn;
    private final Instant created;
    private final Map<String, SecretVersion> versions = new LinkedHashMap<>();
    private final Map<String, String> stages = new TreeMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private Instant changed;
    private Optional<Instant> accessed = Optional.empty();
    private Optional<Instant> rotated = Optional.empty();
    private Optional<Instant> deletion = Optional.empty();
    private Optional<String> description = Optional.empty();
    private Optional<String> key = Optional.empty();
    private Optional<String> rotator = Optional.empty();
    private Optional<ObjectNode> rotationRules = Optional.empty();

    Secret(String name, String arn, Instant created) {
        this.name = name;
        this.arn = arn;
        this.created = created;
        this.changed = created;
    }

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    Instant created() {
        return created;
    }

    Instant changed() {
        return changed;
    }

    Optional<Instant> accessed() {
        return accessed;
    }

    Optional<Instant> rotated() {
        return rotated;
    }

    /** From when on it is gone, if it is marked for deletion. */
    Optional<Instant> deletion() {
        return deletion;
    }

    Optional<String> description() {
        return description;
    }

    Optional<String> key() {
        return key;
    }

    Optional<String> rotator() {
        return rotator;
    }

    Optional<ObjectNode> rotationRules() {
        return rotationRules;
    }

    Map<String, String> tags() {
        return Collections.unmodifiableMap(tags);
    }

    List<SecretVersion> versions() {
        return List.copyOf(versions.values());
    }

    Optional<SecretVersion> version(String id) {
        return Optional.ofNullable(versions.get(id));
    }

    /** The id of the version that this stage is on. */
    Optional<String> at(String stage) {
        return Optional.ofNullable(stages.get(stage));
    }

    List<String> stagesOf(String version) {
        List<String> found = new ArrayList<>();
        stages.forEach((stage, id) -> {
            if (id.equals(version)) {
                found.add(stage);
            }
        });
        return found;
    }

    /** Adds a version, or gives a pending one its value. */
    void put(String id, SecretValue value, Collection<String> labels, Instant now) {
        add(new SecretVersion(id, now, Optional.of(value)), labels, now);
    }

    /** AWSPENDING on a version that has no value yet, as while a rotation waits for its first step. */
    void begin(String id, Instant now) {
        add(version(id).orElseGet(() -> new SecretVersion(id, now, Optional.empty())), List.of(PENDING), now);
    }

    private void add(SecretVersion version, Collection<String> labels, Instant now) {
        versions.put(version.id(), version);
        labels.forEach(stage -> move(stage, version.id(), now));
        if (versions.size() > MOST_VERSIONS) {
            versions.keySet().stream()
                    .filter(id -> stagesOf(id).isEmpty())
                    .findFirst()
                    .ifPresent(versions::remove);
        }
    }

    void move(String stage, String to, Instant now) {
        Optional<String> from = Optional.ofNullable(stages.put(stage, to));
        changed = now;
        if (stage.equals(CURRENT)) {
            from.filter(id -> !id.equals(to)).ifPresent(id -> stages.put(PREVIOUS, id));
            rotated = at(PENDING).filter(to::equals).map(pending -> now).or(() -> rotated);
        }
    }

    void remove(String stage, Instant now) {
        stages.remove(stage);
        changed = now;
    }

    void describe(Optional<String> text, Optional<String> kmsKey, Instant now) {
        description = text.or(() -> description);
        key = kmsKey.or(() -> key);
        changed = now;
    }

    void rotateBy(Optional<String> function, Optional<ObjectNode> rules) {
        rotator = function.or(() -> rotator);
        rotationRules = rules.or(() -> rotationRules);
    }

    void tag(String tagKey, String value) {
        tags.put(tagKey, value);
    }

    void access(Instant day) {
        accessed = Optional.of(day);
    }

    void delete(Optional<Instant> from) {
        deletion = from;
    }

    @Override
    public String toString() {
        return arn;
    }
}
