package dev.eloquent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Node program of this module's resources, unpacked below {@code target} with the packages of its lock file.
 *
 * <p>{@code npm ci} runs once for each module under test and each state of the resources; what it installed is kept
 * until {@code mvn clean}.
 */
final class NodePackages {
    private static final Duration INSTALL = Duration.ofMinutes(3);
    private static final Object ONE_AT_A_TIME = new Object();

    private NodePackages() {}

    /**
     * Installs what is not yet installed.
     *
     * @param folder the folder of the resources, beside this class
     * @param files the files in it
     * @return the directory to run the program in
     */
    static Path install(String folder, String... files) {
        Path directory = Path.of("target", "node-" + folder).toAbsolutePath();
        synchronized (ONE_AT_A_TIME) {
            try {
                Files.createDirectories(directory);
                // Other processes may test at the same time.
                try (FileChannel channel = FileChannel.open(
                                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    assert lock.isValid();
                    installLocked(folder, files, directory);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return directory;
    }

    private static void installLocked(String folder, String[] files, Path directory) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        for (String file : files) {
            contents.put(file, resource(folder + "/" + file));
        }
        Path installed = directory.resolve("installed");
        boolean upToDate = Files.exists(installed);
        for (Map.Entry<String, byte[]> each : contents.entrySet()) {
            Path file = directory.resolve(each.getKey());
            upToDate &= Files.exists(file) && Arrays.equals(Files.readAllBytes(file), each.getValue());
        }
        if (!upToDate) {
            Files.deleteIfExists(installed);
            for (Map.Entry<String, byte[]> each : contents.entrySet()) {
                Files.write(directory.resolve(each.getKey()), each.getValue());
            }
            runNpm(directory);
            Files.createFile(installed);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = NodePackages.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + name + " beside " + NodePackages.class.getName());
            }
            return stream.readAllBytes();
        }
    }

    private static void runNpm(Path directory) throws IOException {
        Path output = directory.resolve("npm-output.txt");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!npm.waitFor(INSTALL.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("npm ci took longer than " + INSTALL + "; it wrote: " + text(output));
            }
            if (npm.exitValue() != 0) {
                throw new IllegalStateException("npm ci failed; it wrote: " + text(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while npm ci ran", e);
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
