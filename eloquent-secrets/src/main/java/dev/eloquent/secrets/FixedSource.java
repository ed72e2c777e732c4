package dev.eloquent.secrets;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Values that a program sets by itself: a test, or settings of its own. Safe for use by several threads; does not block. */
public final class FixedSource implements SecretSource {
    private final Map<String, SecretPayload> values = new ConcurrentHashMap<>();
    private final Versions versions = new Versions();

    private FixedSource() {}

    /** Without any. */
    public static FixedSource create() {
        return new FixedSource();
    }

    /** With this one too; it replaces what the name had, as a rotation does. */
    public FixedSource with(String name, String value) {
        values.put(Objects.requireNonNull(name, "name"), SecretPayload.of(value));
        return this;
    }

    /** The same with a JSON object of these fields, as a login or a key is kept. */
    public FixedSource with(String name, Map<String, String> fields) {
        return with(name, JsonObject.write(fields));
    }

    @Override
    public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) {
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        for (SecretRequest request : requests) {
            SecretPayload value = values.get(request.name());
            answers.put(
                    request,
                    value != null && request.stage() == SecretStage.CURRENT
                            ? new SecretAnswer.Found(versions.of(value), value)
                            : new SecretAnswer.Refused(SecretProblem.MISSING, "no such value is fixed"));
        }
        return answers;
    }

    @Override
    public String description() {
        return "fixed values";
    }
}
