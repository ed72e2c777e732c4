package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A real PostgreSQL that asks all but its superuser for passwords, and writes down each attempt to log in. */
public final class PasswordedPostgres implements AutoCloseable {
    private final PostgresServer server;
    private final Path log;

    /**
     * Starts it.
     *
     * @param folder empty, for its rules and its log
     */
    public PasswordedPostgres(Path folder) throws IOException {
        Path rules = Files.writeString(folder.resolve("pg_hba.conf"), """
                host all postgres 127.0.0.1/32 trust
                host all all 127.0.0.1/32 scram-sha-256
                """);
        log = folder.resolve("postgres.log");
        Map<String, String> settings = new HashMap<>(Map.of("hba_file", rules.toString(), "max_connections", "100"));
        settings.putAll(Map.of(
                "logging_collector", "on",
                "log_directory", folder.toString(),
                "log_filename", "postgres.log",
                "log_rotation_age", "0",
                "log_rotation_size", "0",
                "log_connections", "on"));
        server = PostgresServer.start(settings);
    }

    public int port() {
        return server.port();
    }

    /** The address of the database {@code postgres}, without credentials. */
    public String jdbcUrl() {
        return server.jdbcUrl();
    }

    /** Creates a role that may log in and create tables. */
    public void user(String name, String password) throws SQLException {
        server.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
        server.execute("GRANT CREATE ON SCHEMA public TO " + name);
    }

    /** Gives a role another password, as setSecret does. */
    public void password(String name, String password) throws SQLException {
        server.execute("ALTER ROLE " + name + " PASSWORD '" + password + "'");
    }

    /** Logs in. */
    public Connection open(String user, String password) throws SQLException {
        return server.dataSource().getConnection(user, password);
    }

    /** How often this user was let in, by the server's own log. */
    public long accepted(String user) {
        return lines("connection authorized: user=" + user + " ");
    }

    /** How often this user's password was refused, by the server's own log. */
    public long refused(String user) {
        return lines("password authentication failed for user \"" + user + "\"");
    }

    private long lines(String text) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
