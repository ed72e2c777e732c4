package dev.eloquent.testing;

import dev.eloquent.testing.OutputLog.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL with the extension pgvector at hand ({@code create extension vector}), empty, on 127.0.0.1.
 *
 * <p>It is PGlite: PostgreSQL compiled to WebAssembly, run by Node. Needs {@code node} and {@code npm} on the path; the
 * first start of a build installs its packages, which takes a registry or npm's cache, and later ones take two seconds.
 * It is one process that runs one query at a time, whose connections share one session: enough for SQL, not for load,
 * roles or failures, for which there is {@link PostgresServer}.
 *
 * <p>The process ends with {@link #close()}, and by itself when this one is gone.
 */
public final class PgVectorServer implements AutoCloseable {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofSeconds(10);

    private final Process process;
    private final OutputLog log = new OutputLog();
    private final Thread reader;
    private final int port;

    private PgVectorServer(Process process) {
        this.process = process;
        this.reader = new Thread(this::readLines, "pgvector-" + process.pid() + "-output");
        reader.setDaemon(true);
        reader.start();
        String line = log.await(text -> text.startsWith(LISTENING), START, this::outputEnded)
                .orElseThrow(() -> new IllegalStateException("PGlite did not start; it wrote: " + log.all()));
        this.port = Integer.parseInt(line.substring(LISTENING.length()));
    }

    /** Starts a server, after installing it where this build has not yet. */
    public static PgVectorServer start() {
        Path directory = NodePackages.install("pgvector", "package.json", "package-lock.json", ".npmrc", "server.mjs");
        Process process;
        try {
            process = new ProcessBuilder("node", "server.mjs")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node", e);
        }
        try {
            return new PgVectorServer(process);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    /** A data source of its own: it opens a connection for each call. */
    public PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable");
        dataSource.setUser("postgres");
        dataSource.setPassword("postgres");
        return dataSource;
    }

    /** Runs one or several statements on a connection of their own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends the process; what it held is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        Await.until("the end of process " + process.pid(), END, () -> !process.isAlive());
        try {
            reader.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean outputEnded() {
        return !process.isAlive() && !reader.isAlive();
    }

    private void readLines() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(Source.STDOUT, line);
            }
        } catch (IOException closed) {
            return;
        }
    }
}
