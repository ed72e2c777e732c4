package dev.eloquent.local.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request that was read in full. */
public final class Request {
    private final String method;
    private final String path;
    private final Map<String, List<String>> query;
    private final Map<String, String> headers;
    private final byte[] body;

    Request(String method, String path, Map<String, List<String>> query, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    /** Such as POST. */
    public String method() {
        return method;
    }

    /** The path without query, decoded. */
    public String path() {
        return path;
    }

    /** All values of a parameter of the query, in order. */
    public List<String> parameters(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** The first value of a parameter of the query. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** A header's value; its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body, empty if there is none; not to be changed. */
    public byte[] body() {
        return body;
    }
}
