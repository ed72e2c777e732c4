package dev.eloquent.examples.quickstart;

import dev.eloquent.secrets.FixedSource;
import dev.eloquent.secrets.SecretSource;
import dev.eloquent.secrets.SecretsManagerSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The environment: {@code PORT}, and a database of one's own or none, which means an embedded one. Who logs in there is said
 * by variables, or with {@code SECRETS=aws} by Secrets Manager.
 *
 * @param database its URL
 */
record Settings(int port, Optional<String> database, Supplier<SecretSource> secrets) {
    /** @throws StartFault naming everything that is missing or wrong */
    static Settings of(Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        int port = port(environment.getOrDefault("PORT", "8080"), faults);
        Optional<String> database = database(environment, faults);
        boolean aws = aws(environment, database, faults);
        Supplier<SecretSource> secrets =
                database.isPresent() ? secrets(environment, aws, faults) : () -> login("postgres", "embedded");
        if (!faults.isEmpty()) {
            throw new StartFault(String.join("; ", faults));
        }
        return new Settings(port, database, secrets);
    }

    private static int port(String text, List<String> faults) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, as any other number that is none of a port's.
        }
        faults.add("PORT must be a number from 0 to 65535, was '" + text + "'");
        return 0;
    }

    private static Optional<String> database(Map<String, String> environment, List<String> faults) {
        Optional<String> url = Optional.ofNullable(environment.get("DATABASE_URL"));
        if (url.isPresent() && !isOurs(url.get())) {
            // The value is not shown: such URLs often hold a password.
            faults.add("DATABASE_URL must be one that PostgreSQL's driver understands, such as"
                    + " jdbc:postgresql://db.internal:5432/app");
        }
        return url;
    }

    private static boolean isOurs(String url) {
        try {
            return url.startsWith("jdbc:postgresql:")
                    && DriverManager.getDriver(url).acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Nothing of it is passed over in silence: whoever sets it believes that it holds. */
    private static boolean aws(Map<String, String> environment, Optional<String> database, List<String> faults) {
        String from = environment.getOrDefault("SECRETS", "env");
        boolean aws = from.equals("aws");
        if (!aws && !from.equals("env")) {
            faults.add("SECRETS must be env or aws, was '" + from + "'");
        }
        if (aws && database.isEmpty()) {
            faults.add("DATABASE_URL must be set with SECRETS=aws (without both a PostgreSQL is embedded)");
        }
        return aws;
    }

    private static Supplier<SecretSource> secrets(Map<String, String> environment, boolean aws, List<String> faults) {
        List<String> variables = List.of("DATABASE_USER", "DATABASE_PASSWORD");
        if (aws) {
            variables.stream()
                    .filter(environment::containsKey)
                    .forEach(name -> faults.add(name + " must not be set with SECRETS=aws: leave out one of them"));
            return SecretsManagerSource::fromEnvironment;
        }
        for (String needed : variables) {
            if (!environment.containsKey(needed)) {
                faults.add(needed + " must be set when DATABASE_URL is, or SECRETS=aws (without DATABASE_URL a"
                        + " PostgreSQL is embedded)");
            }
        }
        return () ->
                login(environment.getOrDefault("DATABASE_USER", ""), environment.getOrDefault("DATABASE_PASSWORD", ""));
    }

    private static SecretSource login(String user, String password) {
        return FixedSource.create().with(Quickstart.DATABASE.name(), Map.of("username", user, "password", password));
    }
}
