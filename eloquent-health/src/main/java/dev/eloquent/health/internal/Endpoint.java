package dev.eloquent.health.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for what a check may be told to call, worded so that nothing private is quoted. */
public final class Endpoint {
    private static final int MAX_PORT = 65_535;
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|(0:){7}1)]");
    private static final String ADDRESS = "[0-9A-Fa-f:.]{2,45}(%[\\w.-]+)?";

    /** A name, an IPv4 address, or an IPv6 address with or without brackets and zone. */
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,252})|" + ADDRESS + "|\\[" + ADDRESS + "]");

    private Endpoint() {}

    /** What is wrong with the address of an HTTP server. */
    public static List<String> faults(String what, URI uri) {
        List<String> faults = new ArrayList<>();
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            // Not quoted: that is where a password would stand.
            return List.of(what + " must not have user info: leave out what stands before the @, and send"
                    + " credentials in a header");
        }
        if (!isHttp(uri)) {
            faults.add(what + " must begin with http:// or https://, was '" + display(uri) + "'");
        } else if (uri.getHost() == null) {
            faults.add(what + " must name a host of letters, digits, '.' and '-', was '" + display(uri) + "'");
        }
        if (uri.getPort() != -1) {
            portFaults(faults, what + "'s port", uri.getPort());
        }
        return faults;
    }

    /** What is wrong with a host and a port. */
    public static List<String> faults(String host, int port) {
        List<String> faults = new ArrayList<>();
        if (!HOST.matcher(host).matches()) {
            faults.add("host must be a name or an address alone, without scheme, port or path, was '"
                    + (host.contains("@") ? "(not shown: it has user info)" : host) + "'");
        }
        portFaults(faults, "port", port);
        return faults;
    }

    /** Scheme, host, port and path: a query may hold a secret. */
    public static String display(URI uri) {
        String text = uri.toString();
        int end = text.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = text.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return text.substring(0, end);
    }

    /** Whether the address is this machine's, so that nothing goes over a network. */
    public static boolean isLoopback(URI uri) {
        @Nullable String host = uri.getHost();
        return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    }

    private static void portFaults(List<String> faults, String what, int port) {
        if (port < 1 || port > MAX_PORT) {
            faults.add(what + " must be from 1 to " + MAX_PORT + ", was " + port);
        }
    }
}
