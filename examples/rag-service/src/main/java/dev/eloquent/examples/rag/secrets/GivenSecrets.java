package dev.eloquent.examples.rag.secrets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.secrets.FixedSource;
import dev.eloquent.secrets.SecretSource;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Secrets that somebody has written down, as Secrets Manager would have them. Shows none of them. Immutable. */
public record GivenSecrets(Map<String, SecretText> values) {
    private static final GivenSecrets NONE = new GivenSecrets(Map.of());

    public GivenSecrets {
        values = Map.copyOf(values);
    }

    public static GivenSecrets none() {
        return NONE;
    }

    public GivenSecrets with(SecretSpec<?> spec, String value) {
        Map<String, SecretText> more = new LinkedHashMap<>(values);
        more.put(spec.name(), SecretText.of(value));
        return new GivenSecrets(more);
    }

    /** As a JSON object of two fields. */
    public GivenSecrets with(SecretSpec<?> spec, String field, String value, String otherField, String otherValue) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return with(spec, json.put(field, value).put(otherField, otherValue).toString());
    }

    /** These, and where one is missing that of the others. */
    public GivenSecrets orElse(GivenSecrets others) {
        Map<String, SecretText> all = new LinkedHashMap<>(others.values);
        all.putAll(values);
        return new GivenSecrets(all);
    }

    /** Hands them to whoever wants the texts themselves. */
    public void reveal(BiConsumer<String, String> consumer) {
        values.forEach((name, value) -> consumer.accept(name, value.reveal()));
    }

    public SecretSource source() {
        FixedSource source = FixedSource.create();
        reveal(source::with);
        return source;
    }
}
