package dev.eloquent.local.secretsmanager;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One of the Filters of a list: any of its values begins the field, or does not if it begins with an exclamation mark.
 */
record SecretFilter(String key, List<String> values) implements Predicate<Secret> {
    private static final Set<String> KEYS = Set.of("name", "description", "tag-key", "tag-value", "all");

    /** All of them together. */
    static Predicate<Secret> read(Arguments arguments) {
        Predicate<Secret> all = secret -> true;
        for (Arguments filter : arguments.objects("Filters")) {
            all = all.and(new SecretFilter(filter.required("Key"), filter.texts("Values")));
        }
        return all;
    }

    SecretFilter {
        if (!KEYS.contains(key)) {
            throw WireError.constraint(
                    "filters.1.member.key", "satisfy enum value set: [all, description, name, tag-key, tag-value]");
        }
        if (values.isEmpty()) {
            throw WireError.invalidParameter("Filters must have at least one value for the key " + key + ".");
        }
    }

    @Override
    public boolean test(Secret secret) {
        return values.stream()
                .anyMatch(value -> value.startsWith("!")
                        ? fields(secret).noneMatch(field -> begins(field, value.substring(1)))
                        : fields(secret).anyMatch(field -> begins(field, value)));
    }

    /** Names and tags mind the case, the rest does not. */
    private boolean begins(String field, String start) {
        if (Set.of("description", "all").contains(key)) {
            return field.toLowerCase(Locale.ROOT).startsWith(start.toLowerCase(Locale.ROOT));
        }
        return field.startsWith(start);
    }

    private Stream<String> fields(Secret secret) {
        return switch (key) {
            case "name" -> Stream.of(secret.name());
            case "description" -> secret.description().stream();
            case "tag-key" -> secret.tags().keySet().stream();
            case "tag-value" -> secret.tags().values().stream();
            default ->
                Stream.of(
                                Stream.of(secret.name()),
                                secret.description().stream(),
                                secret.tags().keySet().stream(),
                                secret.tags().values().stream())
                        .flatMap(fields -> fields);
        };
    }
}
