package dev.eloquent.testing;

import dev.eloquent.testing.OutputLog.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A server of somebody else's, with a directory of its own, that ends with {@link #close} and by itself when this process
 * is gone.
 */
final class TetheredProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A process that runs in the background of a shell has no standard input, so it gets another number. */
    private static final String UNTIL_OUR_END =
            "exec 3<&0; \"$@\" & p=$!; (cat <&3 >/dev/null; kill -KILL $p) & wait $p";

    private final String name;
    private final Path directory;
    private final Process process;
    private final OutputLog log = new OutputLog();
    private final Thread reader;

    private TetheredProcess(String name, Path directory, Process process) {
        this.name = name;
        this.directory = directory;
        this.process = process;
        this.reader = new Thread(this::readLines, name + "-" + process.pid() + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it in that directory, which is removed at the end. */
    static TetheredProcess start(Path directory, String... command) throws IOException {
        List<String> tethered = new ArrayList<>(List.of("sh", "-c", UNTIL_OUR_END, "sh"));
        tethered.addAll(List.of(command));
        return new TetheredProcess(
                command[0],
                directory,
                new ProcessBuilder(tethered)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it serves, or has ended, which is an error. */
    void awaitStart(BooleanSupplier serves) {
        Await.until(
                () -> "the start of " + name + "; it wrote: " + output(),
                LIMIT,
                () -> serves.getAsBoolean() || !process.isAlive());
        if (!process.isAlive()) {
            close();
            throw new IllegalStateException(name + " did not start; it wrote: " + output());
        }
    }

    List<String> output() {
        return log.all();
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

    private void removeDirectory() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** Ends the process; its connections break. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            Await.until("the end of " + name, LIMIT, () -> !process.isAlive());
            reader.join(LIMIT.toMillis());
            if (Files.exists(directory)) {
                removeDirectory();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
