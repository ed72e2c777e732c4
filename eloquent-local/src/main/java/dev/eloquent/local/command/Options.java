package dev.eloquent.local.command;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The options that were given for one service; what cannot be read is an {@link IllegalArgumentException}. */
record Options(String service, Map<String, String> given) {
    private static final String DEFAULT_KEY = "local";

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    String apiKey() {
        return given.getOrDefault("--api-key", DEFAULT_KEY);
    }

    int port() {
        return number("--port").orElse(0);
    }

    Optional<Integer> number(String name) {
        return Optional.ofNullable(given.get(name)).map(text -> {
            if (!text.matches("\\d{1,9}")) {
                throw new IllegalArgumentException(
                        service + ": " + name + " must be a whole number, was \"" + text + "\"");
            }
            return Integer.valueOf(text);
        });
    }

    <T> Optional<T> oneOf(String name, T[] values, Function<T, String> word) {
        return Optional.ofNullable(given.get(name))
                .map(text -> Arrays.stream(values)
                        .filter(value -> word.apply(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(service + ": " + name + " must be one of "
                                + Arrays.stream(values).map(word).collect(Collectors.joining(", ")) + ", was \"" + text
                                + "\"")));
    }
}
