package dev.eloquent.examples.rag.settings;

import dev.eloquent.examples.rag.database.Login;
import dev.eloquent.examples.rag.remote.ApiAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The environment. A variable that is blank counts as missing: that is what an empty secret looks like. */
final class Environment {
    private static final String OPENAI = "https://api.openai.com/v1";
    /** What a header may hold; a line break that was pasted along with a key is found here, not in production. */
    private static final Pattern KEY = Pattern.compile("[!-~]{1,512}");

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Map<String, String> variables;
    private final boolean required;
    private final Faults faults;

    Environment(Map<String, String> variables, boolean required, Faults faults) {
        this.variables = variables;
        this.required = required;
        this.faults = faults;
    }

    int port() {
        String text = value("PORT").orElse("8080");
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
            return Integer.parseInt(text);
        }
        faults.add("PORT must be a number from 0 to 65535, was '" + text + "'");
        return 0;
    }

    Optional<Login> database() {
        if (!wanted("DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD")) {
            return Optional.empty();
        }
        String url = needed("DATABASE_URL", "such as jdbc:postgresql://db.internal:5432/app");
        String user = needed("DATABASE_USER", "the role that owns the service's tables");
        String password = needed("DATABASE_PASSWORD", "that role's password");
        if (!url.isEmpty() && !isOurs(url)) {
            // The value is not shown: such URLs often hold a password.
            faults.add("DATABASE_URL must be one that PostgreSQL's driver understands, such as"
                    + " jdbc:postgresql://db.internal:5432/app");
        }
        return Optional.of(new Login(url, user, password));
    }

    Optional<ApiAddress> pinecone() {
        if (!wanted("PINECONE_INDEX_HOST", "PINECONE_API_KEY")) {
            return Optional.empty();
        }
        String host = needed("PINECONE_INDEX_HOST", "such as docs-abc123.svc.us-east-1-aws.pinecone.io");
        String key = key("PINECONE_API_KEY");
        String url = host.isEmpty() || host.contains("://") ? host : "https://" + host;
        return Optional.of(new ApiAddress(address("PINECONE_INDEX_HOST", url), key));
    }

    Optional<ApiAddress> openAi() {
        if (!wanted("OPENAI_API_KEY", "OPENAI_BASE_URL")) {
            return Optional.empty();
        }
        String key = key("OPENAI_API_KEY");
        return Optional.of(new ApiAddress(
                address("OPENAI_BASE_URL", value("OPENAI_BASE_URL").orElse(OPENAI)), key));
    }

    /** Locally a part of a service's settings is a fault, and none at all means: start it. */
    private boolean wanted(String... names) {
        return required || List.of(names).stream().anyMatch(name -> value(name).isPresent());
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).filter(text -> !text.isBlank());
    }

    private String needed(String name, String what) {
        return value(name).orElseGet(() -> {
            faults.add(name + " must be set: " + what);
            return "";
        });
    }

    private String key(String name) {
        String key = needed(name, "the key");
        if (!key.isEmpty() && !KEY.matcher(key).matches()) {
            faults.add(name + " must be 1 to 512 visible ASCII characters: is there a blank or a line break in it?");
        }
        return key;
    }

    private static boolean isOurs(String url) {
        try {
            return url.startsWith("jdbc:postgresql:")
                    && DriverManager.getDriver(url).acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    private URI address(String name, String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            if (text.isEmpty() || isSafe(uri)) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below, as any other text that is no such address.
        }
        faults.add(name + " must be a host or an https:// address without user and query (http:// is for 127.0.0.1"
                + " only: a key travels with each call)");
        return URI.create("");
    }

    private static boolean isSafe(URI uri) {
        return uri.getHost() != null
                && uri.getPort() <= 65_535
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && ("https".equals(uri.getScheme())
                        || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
    }
}
