package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The server process of a PostgreSQL data directory, as its {@code postmaster.pid} describes it. */
final class Postmaster {
    private static final Duration DEATH = Duration.ofSeconds(10);
    private static final int PID_LINE = 0;
    private static final int SHARED_MEMORY_LINE = 6;

    private final Path file;
    private final List<String> lines;

    private Postmaster(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Present while the server runs, and after a crash, which leaves the file behind. */
    static Optional<Postmaster> of(Path data) {
        Path file = data.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty() ? Optional.empty() : Optional.of(new Postmaster(file, lines));
        } catch (NoSuchFileException stopped) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills the server and all of its children without a chance to clean up, and returns when they are gone.
     *
     * <p>Then it removes the two traces that would not survive a crash of the machine either: the shared memory, and
     * this file, as the next server takes a dead process that nobody has reaped yet for a running one.
     */
    void kill() {
        // The children are listed while they still are children. One that is forked in between sees its postmaster
        // die and ends by itself.
        List<ProcessHandle> family = ProcessHandle.of(pid()).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .toList();
        family.forEach(ProcessHandle::destroyForcibly);
        Await.until(
                "the end of PostgreSQL " + pid(), DEATH, () -> family.stream().allMatch(Postmaster::hasEnded));
        removeSharedMemory();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that waits to be reaped, in a container without an init for ever, lives but has no command. */
    private static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }

    /** The System V segment of 56 bytes would stay in the kernel until the next boot. Best effort. */
    private void removeSharedMemory() {
        if (lines.size() <= SHARED_MEMORY_LINE) {
            return;
        }
        String[] keyAndId = lines.get(SHARED_MEMORY_LINE).strip().split("\\s+", 2);
        if (keyAndId.length < 2) {
            return;
        }
        try {
            new ProcessBuilder("ipcrm", "-m", keyAndId[1])
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException noSuchCommand) {
            return;
        }
    }

    private long pid() {
        return Long.parseLong(lines.get(PID_LINE).strip());
    }
}
