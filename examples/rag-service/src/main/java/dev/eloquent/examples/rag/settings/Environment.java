package dev.eloquent.examples.rag.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Where the service listens, and where what it needs is. Locally a part of the settings of one of them is a fault, and none
 * at all means: start it.
 */
final class Environment {
    private static final String OPENAI = "https://api.openai.com/v1";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Variables variables;
    private final boolean required;
    private final SecretVariables secrets;

    Environment(Variables variables, boolean required, SecretVariables secrets) {
        this.variables = variables;
        this.required = required;
        this.secrets = secrets;
    }

    int port() {
        String text = variables.value("PORT").orElse("8080");
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
            return Integer.parseInt(text);
        }
        variables.fault("PORT must be a number from 0 to 65535, was '" + text + "'");
        return 0;
    }

    Optional<String> database() {
        if (!wanted("DATABASE_URL", "DATABASE_USER", "DATABASE_PASSWORD")) {
            return Optional.empty();
        }
        String url = variables.needed("DATABASE_URL", "such as jdbc:postgresql://db.internal:5432/app");
        secrets.database();
        if (!url.isEmpty() && !isOurs(url)) {
            // The value is not shown: such URLs often hold a password.
            variables.fault("DATABASE_URL must be one that PostgreSQL's driver understands, such as"
                    + " jdbc:postgresql://db.internal:5432/app");
        }
        return Optional.of(url);
    }

    Optional<URI> pinecone() {
        if (!wanted("PINECONE_INDEX_HOST", "PINECONE_API_KEY")) {
            return Optional.empty();
        }
        String host = variables.needed("PINECONE_INDEX_HOST", "such as docs-abc123.svc.us-east-1-aws.pinecone.io");
        secrets.pinecone();
        String url = host.isEmpty() || host.contains("://") ? host : "https://" + host;
        return Optional.of(address("PINECONE_INDEX_HOST", url));
    }

    Optional<URI> openAi() {
        if (!wanted("OPENAI_BASE_URL", "OPENAI_API_KEY")) {
            return Optional.empty();
        }
        secrets.openAi();
        return Optional.of(
                address("OPENAI_BASE_URL", variables.value("OPENAI_BASE_URL").orElse(OPENAI)));
    }

    private boolean wanted(String address, String... secret) {
        return required || variables.hasAny(address) || secrets.hasAny(secret);
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
        variables.fault(name + " must be a host or an https:// address without user and query (http:// is for 127.0.0.1"
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
