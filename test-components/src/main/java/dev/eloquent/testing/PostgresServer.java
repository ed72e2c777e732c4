package dev.eloquent.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One real PostgreSQL on 127.0.0.1, with a port and a data directory that it keeps across {@link #kill()} and
 * {@link #restart()}.
 *
 * <p>Starting takes about a second. It trusts local connections whatever their password. {@code fsync} is off and
 * {@code synchronous_commit} is on: a commit survives {@link #kill()}, though not a crash of the machine. The methods
 * may be called by any thread and block until the server did what was asked.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "postgres";
    private static final String PASSWORD = "postgres";
    private static final int CONNECT_TIMEOUT_SECONDS = 5;

    private final DataDirectory data;
    private final Map<String, String> settings;
    private final int port;
    private final Thread closer;
    private EmbeddedPostgres process;
    private boolean running = true;
    private boolean closed;

    private PostgresServer(DataDirectory data, Map<String, String> settings) {
        this.data = data;
        this.settings = settings;
        this.process = launch(data.path(), settings, 0);
        this.port = process.getPort();
        this.closer = new Thread(this::close, "postgres-" + port + "-closer");
    }

    public static PostgresServer start() {
        return start(Map.of());
    }

    /**
     * Starts a server with settings of {@code postgresql.conf}, such as {@code max_connections} to {@code 10}. The
     * values reach the server by a shell's command line: no spaces or quotes.
     */
    public static PostgresServer start(Map<String, String> serverConfig) {
        return over(DataDirectory.create(), serverConfig);
    }

    /** Starts a server over a data directory that is empty or complete, and removes the directory if that fails. */
    static PostgresServer over(DataDirectory data, Map<String, String> serverConfig) {
        Map<String, String> settings = new HashMap<>();
        settings.put("synchronous_commit", "on");
        // Files in the data directory instead of /dev/shm and /tmp: a killed server leaves nothing elsewhere.
        settings.put("dynamic_shared_memory_type", "mmap");
        settings.put("unix_socket_directories", "");
        settings.putAll(serverConfig);
        try {
            PostgresServer server = new PostgresServer(data, Map.copyOf(settings));
            Runtime.getRuntime().addShutdownHook(server.closer);
            return server;
        } catch (RuntimeException e) {
            Postmaster.of(data.path()).ifPresent(Postmaster::kill);
            data.delete();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    /** The address of the database {@code postgres}, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The superuser's name. */
    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** A data source of its own: it opens a connection for each call and gives up connecting after five seconds. */
    public PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl());
        dataSource.setUser(USER);
        dataSource.setPassword(PASSWORD);
        dataSource.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        return dataSource;
    }

    /** Runs one or several statements on a connection of their own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the only row, as a number. */
    public long queryLong(String sql) throws SQLException {
        return Long.parseLong(queryString(sql));
    }

    /** The first column of the only row, as PostgreSQL writes it: a boolean is {@code t} or {@code f}. */
    public String queryString(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return onlyValue(rows, sql);
        }
    }

    /**
     * Ends the server as a crash does: the postmaster and its children get no chance to finish, and their connections
     * break. The port refuses connections when this returns. Does nothing when the server is down.
     */
    public synchronized void kill() {
        if (running) {
            running = false;
            Postmaster.of(data.path()).ifPresent(Postmaster::kill);
            // The launcher's own close() would report an error for a server that is gone. Without its lock file it
            // does not stand in the way of the next one.
            data.deleteFile("epg-lock");
        }
    }

    /** Shuts the server down in an orderly way; open connections are ended. Does nothing when the server is down. */
    public synchronized void stop() {
        if (running) {
            closeProcess();
            // The launcher only logs when the shutdown takes longer than it likes to wait.
            Postmaster.of(data.path()).ifPresent(Postmaster::kill);
            running = false;
        }
    }

    /** Starts the server again on the same port with the same data, after {@link #stop()} if it still runs. */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("the server on port " + port + " is closed and its data are removed;"
                    + " use kill() or stop() before restart()");
        }
        stop();
        process = launch(data.path(), settings, port);
        running = true;
    }

    /** Stops the server and removes its data. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop();
        data.delete();
        if (Thread.currentThread() != closer) {
            forgetCloser();
        }
    }

    DataDirectory data() {
        return data;
    }

    private void forgetCloser() {
        try {
            Runtime.getRuntime().removeShutdownHook(closer);
        } catch (IllegalStateException shuttingDown) {
            // The JVM is ending: the hook runs and finds that everything is closed.
            return;
        }
    }

    private void closeProcess() {
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres launch(Path data, Map<String, String> settings, int port) {
        EmbeddedPostgres.Builder launcher = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setPort(port);
        settings.forEach(launcher::setServerConfig);
        try {
            return launcher.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String onlyValue(ResultSet rows, String sql) throws SQLException {
        if (!rows.next()) {
            throw new IllegalStateException("expected one row, got none: " + sql);
        }
        String value = Optional.ofNullable(rows.getString(1))
                .orElseThrow(() -> new IllegalStateException("expected a value, got NULL: " + sql));
        if (rows.next()) {
            throw new IllegalStateException("expected one row, got several: " + sql);
        }
        return value;
    }
}
