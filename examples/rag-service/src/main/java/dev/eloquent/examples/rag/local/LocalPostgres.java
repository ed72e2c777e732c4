package dev.eloquent.examples.rag.local;

import dev.eloquent.examples.rag.settings.StartFault;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A real PostgreSQL beside the service, on 127.0.0.1, for whoever is on this machine: it asks for no password. */
public final class LocalPostgres implements AutoCloseable {
    static final String USER = "postgres";

    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final EmbeddedPostgres postgres;
    private final Optional<FileChannel> lock;

    private LocalPostgres(EmbeddedPostgres postgres, Optional<FileChannel> lock) {
        this.postgres = postgres;
        this.lock = lock;
    }

    /**
     * Starts it; takes about a second, and some more the first time.
     *
     * @param data the folder that keeps it; empty for one that is removed at the end
     * @throws StartFault if another process uses the folder, or it cannot be used
     */
    public static LocalPostgres start(Optional<Path> data) {
        // Stopped by us, after the pool; a hook of its own would race with that.
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setRegisterShutdownHook(false)
                .setLocaleConfig("locale", "C")
                .setServerConfig("unix_socket_directories", "");
        Optional<FileChannel> lock = data.map(LocalPostgres::lock);
        Optional<Path> folder =
                data.map(each -> each.resolve("postgres").toAbsolutePath().normalize());
        try {
            folder.ifPresent(each -> keepIn(each, builder));
            return new LocalPostgres(builder.start(), lock);
        } catch (IOException | IllegalStateException | UncheckedIOException e) {
            lock.ifPresent(LocalPostgres::release);
            throw new StartFault("the local PostgreSQL did not start"
                    + folder.map(LocalPostgres::whatIsIn).orElse("") + ": " + e.getMessage());
        } catch (StartFault e) {
            lock.ifPresent(LocalPostgres::release);
            throw e;
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    }

    /** For the person whose folder does not work: most often it is another version's. */
    private static String whatIsIn(Path folder) {
        try {
            return " in " + folder + ", the data of PostgreSQL "
                    + Files.readString(folder.resolve("PG_VERSION")).strip()
                    + " (if this is another version, use the one that made it, or another folder)";
        } catch (IOException e) {
            return " in " + folder;
        }
    }

    private static void refuseForeign(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            if (files.findAny().isPresent() && !Files.exists(folder.resolve("PG_VERSION"))) {
                throw new StartFault(folder + " has files, but not those of a PostgreSQL: choose another folder with"
                        + " --data, or remove it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void keepIn(Path folder, EmbeddedPostgres.Builder builder) {
        stopLeftover(folder);
        refuseForeign(folder);
        // Otherwise the last half second of commits may be lost if the process is killed.
        builder.setDataDirectory(folder).setCleanDataDirectory(false).setServerConfig("synchronous_commit", "on");
    }

    /** The system releases the lock when the process ends, however it ends. */
    private static FileChannel lock(Path data) {
        try {
            Files.createDirectories(data);
            FileChannel file =
                    FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = file.tryLock();
            if (held == null) {
                file.close();
                throw new StartFault(
                        "--data " + data + " is in use by another process: end it, or choose another folder");
            }
            return file;
        } catch (IOException e) {
            throw new StartFault("--data " + data + " cannot be used: " + e);
        }
    }

    /**
     * A service that was killed could not stop its database. We hold the lock, so nobody uses it any more. Its file goes
     * with it: PostgreSQL takes a dead process that nobody has reaped yet, as in a container, for a running one.
     */
    private static void stopLeftover(Path folder) {
        Path file = folder.resolve("postmaster.pid");
        try {
            Optional<ProcessHandle> left =
                    Files.exists(file) ? process(Files.readAllLines(file), folder) : Optional.empty();
            left.ifPresent(ProcessHandle::destroy);
            long end = System.nanoTime() + STOPPING.toNanos();
            while (left.filter(process -> isPostgresOf(folder, process)).isPresent()) {
                if (System.nanoTime() - end > 0) {
                    throw new StartFault("an earlier PostgreSQL still runs in " + folder + " as process "
                            + left.get().pid() + " and does not stop: end it first");
                }
                Thread.sleep(50);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFault("interrupted while an earlier PostgreSQL was stopping");
        }
    }

    private static Optional<ProcessHandle> process(List<String> postmasterFile, Path folder) {
        return postmasterFile.stream()
                .limit(1)
                .filter(pid -> pid.matches("[0-9]{1,9}"))
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                .filter(process -> isPostgresOf(folder, process));
    }

    /** The number in the file may by now be another process, even the PostgreSQL of somebody else. */
    private static boolean isPostgresOf(Path folder, ProcessHandle process) {
        List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
        int place = arguments.indexOf("-D") + 1;
        return process.isAlive()
                && process.info().command().orElse("").contains("postgres")
                && place > 0
                && place < arguments.size()
                && arguments.get(place).equals(folder.toString());
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        lock.ifPresent(LocalPostgres::release);
    }
}
