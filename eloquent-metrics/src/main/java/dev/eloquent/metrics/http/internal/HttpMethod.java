package dev.eloquent.metrics.http.internal;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The methods that the semantic conventions know. Whatever else is sent is one: a client may send what it likes. */
public enum HttpMethod {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    CONNECT,
    OPTIONS,
    TRACE,
    PATCH,
    OTHER;

    private static final Map<String, HttpMethod> KNOWN = Arrays.stream(values())
            .filter(method -> method != OTHER)
            .collect(Collectors.toUnmodifiableMap(HttpMethod::name, Function.identity()));

    /** That of this name, which is in capitals. */
    public static HttpMethod of(String name) {
        return KNOWN.getOrDefault(name, OTHER);
    }

    /** As {@code http.request.method} says it. */
    public String attribute() {
        return this == OTHER ? "_OTHER" : name();
    }

    /** As the name of a span says it. */
    public String span() {
        return this == OTHER ? "HTTP" : name();
    }
}
