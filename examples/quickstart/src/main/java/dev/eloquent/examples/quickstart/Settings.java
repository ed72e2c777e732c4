package dev.eloquent.examples.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment: {@code PORT}, and a database of one's own or none, which means an embedded one. */
record Settings(int port, Optional<Login> login) {
    record Login(String url, String user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return user + " at " + url;
        }
    }

    /** @throws StartFault naming everything that is missing or wrong */
    static Settings of(Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        int port = port(environment.getOrDefault("PORT", "8080"), faults);
        Optional<Login> login = login(environment, faults);
        if (!faults.isEmpty()) {
            throw new StartFault(String.join("; ", faults));
        }
        return new Settings(port, login);
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

    private static Optional<Login> login(Map<String, String> environment, List<String> faults) {
        if (!environment.containsKey("DATABASE_URL")) {
            return Optional.empty();
        }
        for (String needed : List.of("DATABASE_USER", "DATABASE_PASSWORD")) {
            if (!environment.containsKey(needed)) {
                faults.add(
                        needed + " must be set when DATABASE_URL is (without DATABASE_URL a PostgreSQL is embedded)");
            }
        }
        String url = environment.get("DATABASE_URL");
        if (!url.startsWith("jdbc:postgresql:")) {
            // The value is not shown: such URLs often hold a password.
            faults.add("DATABASE_URL must begin with jdbc:postgresql:, such as jdbc:postgresql://db.internal:5432/app");
        }
        return Optional.of(new Login(
                url, environment.getOrDefault("DATABASE_USER", ""), environment.getOrDefault("DATABASE_PASSWORD", "")));
    }
}
