package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A real PgBouncer on 127.0.0.1 before a PostgreSQL that trusts its superuser: it asks clients for the passwords that the
 * database has, by SCRAM, and hands each client a connection for as long as it stays.
 *
 * <p>Needs {@code pgbouncer} on the path.
 */
public final class PgBouncer implements AutoCloseable {
    private final TetheredProcess process;
    private final int port;

    private PgBouncer(TetheredProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one before the PostgreSQL on this port. */
    public static PgBouncer before(int databasePort) {
        try {
            Path directory = Files.createTempDirectory("pgbouncer");
            // It gives up root's rights, if it has them, and reads these files as somebody else.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(directory.resolve("users"), "\"postgres\" \"\"\n");
            int port = TetheredProcess.freePort();
            Files.writeString(directory.resolve("pgbouncer.ini"), """
                    [databases]
                    postgres = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = scram-sha-256
                    auth_file = users
                    auth_user = postgres
                    pool_mode = session
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(databasePort, port));
            List<String> command = new ArrayList<>(List.of("pgbouncer", "pgbouncer.ini"));
            if (System.getProperty("user.name").equals("root")) {
                // It refuses to run as root.
                command.addAll(1, Arrays.asList("-u", "nobody"));
            }
            TetheredProcess process = TetheredProcess.start(directory, command.toArray(String[]::new));
            process.awaitStart(() -> isOpen(port));
            return new PgBouncer(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start pgbouncer", e);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The address of the database {@code postgres} through it, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** What it wrote. */
    public List<String> output() {
        return process.output();
    }

    /** Ends it; its connections break. */
    @Override
    public void close() {
        process.close();
    }
}
