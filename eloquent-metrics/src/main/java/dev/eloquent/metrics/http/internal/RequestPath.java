package dev.eloquent.metrics.http.internal;

/** The path of a request, as it was sent but for its parameters. */
public final class RequestPath {
    private RequestPath() {}

    /** Without the parameters of its parts, such as {@code ;jsessionid=...}: they are no part of a route, and may be secrets. */
    public static String of(String raw) {
        int semicolon = raw.indexOf(';');
        if (semicolon < 0) {
            return raw;
        }
        StringBuilder path = new StringBuilder(raw.length());
        int from = 0;
        while (semicolon >= 0) {
            path.append(raw, from, semicolon);
            int slash = raw.indexOf('/', semicolon);
            from = slash < 0 ? raw.length() : slash;
            semicolon = raw.indexOf(';', from);
        }
        return path.append(raw, from, raw.length()).toString();
    }
}
