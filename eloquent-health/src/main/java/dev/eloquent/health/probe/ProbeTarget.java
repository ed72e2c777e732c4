package dev.eloquent.health.probe;

/**
 * The URL of a probe, taken apart by hand: the rules are fewer and stricter than those of {@link java.net.URI}, and what
 * passes them is sent as it was written.
 */
final class ProbeTarget {
    private static final String SCHEME = "http://";
    private static final int DEFAULT_PORT = 80;
    private static final int MAX_PORT = 65_535;

    private final String authority;
    /** An IPv6 address with its brackets, as InetAddress then takes it for nothing else. */
    private final String host;

    private final int port;
    private final String path;

    private ProbeTarget(String authority, String host, int port, String path) {
        this.authority = authority;
        this.host = host;
        this.port = port;
        this.path = path;
    }

    static ProbeTarget parse(String url) throws ProbeFailure {
        // First of all, so that nothing in the URL can end the request line or add a header.
        requirePrintable(url);
        if (url.regionMatches(true, 0, "https://", 0, "https://".length())) {
            throw new ProbeFailure("the probe speaks no https; probe the plain http port inside the container,"
                    .concat(" such as http://127.0.0.1:8080/health/live"));
        }
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new ProbeFailure("the URL must start with http://, such as http://127.0.0.1:8080/health/live");
        }
        int end = SCHEME.length();
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(SCHEME.length(), end);
        String path = url.substring(end);
        if (path.indexOf('#') >= 0) {
            throw new ProbeFailure("the URL must not have a fragment: leave out what starts with #");
        }
        return of(authority, path.startsWith("/") ? path : "/".concat(path));
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** What the probe sends: nothing else follows on the connection. */
    String request() {
        StringBuilder request = new StringBuilder("GET ").append(path);
        request.append(" HTTP/1.1\r\nHost: ").append(authority);
        request.append("\r\nUser-Agent: eloquent-probe\r\nConnection: close\r\n\r\n");
        return request.toString();
    }

    /** For people: without the query, which may hold a token. */
    @Override
    public String toString() {
        int query = path.indexOf('?');
        return SCHEME.concat(authority).concat(query < 0 ? path : path.substring(0, query));
    }

    private static ProbeTarget of(String authority, String path) throws ProbeFailure {
        if (authority.indexOf('@') >= 0) {
            throw new ProbeFailure("the URL must not have user-info: leave out what stands before the @");
        }
        boolean literal = authority.startsWith("[");
        int hostEnd = literal ? authority.indexOf(']') + 1 : authority.indexOf(':');
        if (hostEnd < 0) {
            hostEnd = authority.length();
        }
        String host = authority.substring(0, hostEnd);
        if (literal ? !isLiteral(host) : !isName(host)) {
            throw new ProbeFailure("the URL's host must be a name, an IPv4 address or an IPv6 address in brackets, was "
                    .concat(authority));
        }
        return new ProbeTarget(authority, host, port(authority.substring(hostEnd)), path);
    }

    private static int port(String colonAndDigits) throws ProbeFailure {
        if (colonAndDigits.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = 0;
        for (int i = 1; i < colonAndDigits.length() && port >= 0 && port <= MAX_PORT; i++) {
            int digit = Character.digit(colonAndDigits.charAt(i), 10);
            port = digit < 0 ? -1 : port * 10 + digit;
        }
        if (!colonAndDigits.startsWith(":") || port < 1 || port > MAX_PORT) {
            throw new ProbeFailure("the URL's port must be a number from 1 to 65535, was "
                    .concat(colonAndDigits)
                    .concat("; an IPv6 address stands in brackets, such as http://[::1]:8080/"));
        }
        return port;
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (Character.digit(c, 36) < 0 && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return !host.isEmpty();
    }

    private static boolean isLiteral(String host) {
        for (int i = 1; i < host.length() - 1; i++) {
            char c = host.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return host.length() > 2;
    }

    private static void requirePrintable(String url) throws ProbeFailure {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new ProbeFailure("the URL must not have spaces, control characters or letters beyond ASCII,"
                        .concat(" has one at position ")
                        .concat(Integer.toString(i + 1))
                        .concat("; write it as %XX"));
            }
        }
    }
}
