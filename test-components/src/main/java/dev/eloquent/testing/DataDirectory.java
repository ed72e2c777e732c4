package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A temporary directory for the data of a PostgreSQL server, readable by its owner only as the server demands. */
final class DataDirectory {
    /** Directories that a base backup recreates empty: their contents belong to the running server. */
    private static final Set<String> EMPTIED = Set.of("pg_wal", "pg_dynshmem", "pg_replslot");

    private final Path path;

    private DataDirectory(Path path) {
        this.path = path;
    }

    static DataDirectory create() {
        try {
            return new DataDirectory(Files.createTempDirectory("eloquent-postgres-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** Copies the files of a server that is in backup mode into this directory. */
    void copyFrom(DataDirectory source) throws IOException {
        Files.walkFileTree(source.path, new BackupVisitor(source.path, path));
    }

    void deleteFile(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void append(String name, String text) throws IOException {
        Files.writeString(path.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Removes the directory with everything in it. */
    void delete() {
        try {
            Files.walkFileTree(path, new DeletingVisitor());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class BackupVisitor extends SimpleFileVisitor<Path> {
        private final Path source;
        private final Path target;

        BackupVisitor(Path source, Path target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!directory.equals(source)) {
                Files.copy(directory, in(directory), StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            String name = file.getFileName().toString();
            boolean ofTheRunningServer = name.startsWith("postmaster.") || name.startsWith("epg-lock");
            boolean emptied =
                    EMPTIED.contains(source.relativize(file).getName(0).toString());
            if (!ofTheRunningServer && !emptied) {
                copy(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        private void copy(Path file) throws IOException {
            try {
                Files.copy(file, in(file), StandardCopyOption.COPY_ATTRIBUTES);
            } catch (NoSuchFileException removed) {
                // The server keeps working during its backup, and replays from the log what it removed meanwhile.
                Files.deleteIfExists(in(file));
            }
        }

        private Path in(Path path) {
            return target.resolve(source.relativize(path));
        }
    }

    private static final class DeletingVisitor extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
