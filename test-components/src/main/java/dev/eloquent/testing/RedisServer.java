package dev.eloquent.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Redis on 127.0.0.1, with a port that it keeps across {@link #kill()} and {@link #restart()}. It keeps no data
 * across them.
 *
 * <p>Needs {@code redis-server} 7 on the path. The methods block until the server did what was asked; they are for one
 * thread.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int NO_ANSWER_MILLIS = 10_000;

    private final int port;
    private final boolean cluster;
    private Path directory;
    private TetheredProcess process;

    private RedisServer(int port, boolean cluster) throws IOException {
        this.port = port;
        this.cluster = cluster;
        this.directory = Files.createTempDirectory("redis");
        this.process = launch();
    }

    public static RedisServer start() {
        return start(false);
    }

    /** Starts a cluster of one node, which has all slots and refuses calls whose keys lie in several of them. */
    public static RedisServer startCluster() {
        return start(true);
    }

    private static RedisServer start(boolean cluster) {
        try {
            return new RedisServer(TetheredProcess.freePort(), cluster);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start redis-server", e);
        }
    }

    private TetheredProcess launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--pidfile", "redis.pid"));
        if (cluster) {
            // Its other port is this one and 10,000 by default, which may be none.
            command.addAll(List.of("--cluster-enabled", "yes"));
            command.addAll(List.of("--cluster-port", Integer.toString(TetheredProcess.freePort())));
        }
        TetheredProcess started = TetheredProcess.start(directory, command.toArray(String[]::new));
        started.awaitStart(() -> answers("PING", "PONG"));
        if (cluster) {
            ask("CLUSTER ADDSLOTSRANGE 0 16383");
            Await.until("the cluster's state ok", LIMIT, () -> answers("CLUSTER INFO", "cluster_state:ok"));
        }
        return started;
    }

    private boolean answers(String command, String expected) {
        try {
            return exchange(command).contains(expected);
        } catch (IOException | IllegalStateException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Its address for clients. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /**
     * Runs a command on a connection of its own, as one would type it, and returns its answer, which must be one value:
     * {@code (nil)} for none.
     *
     * @throws IllegalStateException with what the server said, if it refuses
     */
    public String ask(String command) {
        try {
            return exchange(command);
        } catch (IOException e) {
            throw new UncheckedIOException("redis-server did not answer to " + command, e);
        }
    }

    private String exchange(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(NO_ANSWER_MILLIS);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            InputStream answer = new BufferedInputStream(socket.getInputStream());
            int kind = answer.read();
            String line = line(answer);
            switch (kind) {
                case '+', ':' -> {
                    return line;
                }
                case '$' -> {
                    int length = Integer.parseInt(line);
                    return length < 0 ? "(nil)" : new String(answer.readNBytes(length), StandardCharsets.UTF_8);
                }
                case '-' -> throw new IllegalStateException(command + ": " + line);
                default -> throw new IllegalStateException(command + ": an answer that is not one value: " + line);
            }
        }
    }

    private static String line(InputStream answer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answer.read(); next != '\r'; next = answer.read()) {
            if (next < 0) {
                throw new EOFException("the server ended the connection");
            }
            line.append((char) next);
        }
        answer.read();
        return line.toString();
    }

    /** Ends the server as a crash does: its connections break, the port refuses new ones, its data are gone. */
    public void kill() {
        process.close();
    }

    /** Starts it again on the same port, empty, after {@link #kill()} if it still runs. */
    public void restart() {
        kill();
        try {
            directory = Files.createTempDirectory("redis");
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot restart redis-server", e);
        }
    }

    /** Stops the process in its tracks: connections stay, new ones are accepted by the system, and nothing answers. */
    public void freeze() {
        Signal.send("STOP", pid());
    }

    /** Lets it go on. */
    public void thaw() {
        Signal.send("CONT", pid());
    }

    private long pid() {
        try {
            return Long.parseLong(
                    Files.readString(directory.resolve("redis.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it wrote since it was started last. */
    public List<String> output() {
        return process.output();
    }

    /** Ends it, frozen or not, and removes its directory. */
    @Override
    public void close() {
        process.close();
    }
}
