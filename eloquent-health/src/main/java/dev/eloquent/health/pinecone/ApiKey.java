package dev.eloquent.health.pinecone;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the key comes from. It is never part of any text: the rules are told without the value. */
final class ApiKey {
    private final Supplier<String> source;
    private final Optional<String> fixed;

    private ApiKey(Supplier<String> source, Optional<String> fixed) {
        this.source = source;
        this.fixed = fixed;
    }

    static ApiKey from(Supplier<String> source) {
        return new ApiKey(source, Optional.empty());
    }

    static ApiKey fixed(String key) {
        return new ApiKey(() -> key, Optional.of(key));
    }

    /** A supplier is not asked before there is a run: it may need the network. */
    List<String> faults() {
        return fixed.flatMap(ApiKey::fault).map(List::of).orElse(List.of());
    }

    /** @throws IllegalStateException if what the source gives cannot be sent; whatever the source itself throws */
    String current() {
        @Nullable String key = source.get();
        Optional<String> fault = key == null ? Optional.of("the API key is null") : fault(key);
        if (key == null || fault.isPresent()) {
            throw new IllegalStateException(fault.orElse(""));
        }
        return key;
    }

    /** Said here, because the JDK's client quotes a header's value when it refuses it. */
    private static Optional<String> fault(String key) {
        if (key.isBlank()) {
            return Optional.of("the API key is blank: give the key of the project that the index belongs to");
        }
        if (!key.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return Optional.of("the API key must consist of visible ASCII characters (not shown): often it is a line"
                    + " end, read from a file, that has to go");
        }
        return Optional.empty();
    }
}
