package dev.eloquent.testing;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What lies on a module path: jars, or folders of classes where nothing was packaged. Immutable.
 *
 * @param entries in their order
 */
public record ModulePath(List<Path> entries) {
    /** Copies the list. */
    public ModulePath {
        entries = List.copyOf(entries);
    }

    /**
     * The library under test and the jars its users get, {@code runtime-jars.txt}: none that only its tests have.
     *
     * @param ours any class of the library
     */
    public static ModulePath ofUsers(Class<?> ours) throws IOException {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .toList();
        return new ModulePath(Stream.concat(
                        Stream.of(place(ours)),
                        Files.readAllLines(Path.of("runtime-jars.txt")).stream()
                                .map(artifact -> single(classPath, entry -> isOf(artifact, entry), artifact)))
                .toList());
    }

    /** Without one that is here, which the name of its jar begins with. */
    public ModulePath without(String name) {
        Path missing =
                single(entries, entry -> String.valueOf(entry.getFileName()).startsWith(name), name);
        return new ModulePath(
                entries.stream().filter(entry -> !entry.equals(missing)).toList());
    }

    /** With one more. */
    public ModulePath with(Path entry) {
        return new ModulePath(Stream.concat(entries.stream(), Stream.of(entry)).toList());
    }

    /** As the option {@code --module-path} takes it. */
    @Override
    public String toString() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Where this class comes from. */
    public static Path place(Class<?> type) {
        try {
            CodeSource source =
                    Objects.requireNonNull(type.getProtectionDomain().getCodeSource(), "not of the JDK");
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Such as {@code .../group/artifact/version/artifact-version.jar}, or {@code .../artifact/target/classes} of a module
     * that is built too.
     */
    private static boolean isOf(String coordinates, Path entry) {
        int colon = coordinates.indexOf(':');
        Path artifact = Path.of(coordinates.substring(colon + 1));
        Path folder = Path.of(coordinates.substring(0, colon).replace('.', '/')).resolve(artifact);
        // The parent, or an empty path in place of none.
        Path parent = entry.resolveSibling("");
        return parent.endsWith(artifact.resolve("target"))
                || parent.resolveSibling("").endsWith(folder);
    }

    private static Path single(List<Path> among, Predicate<Path> wanted, String name) {
        List<Path> found = among.stream().filter(wanted).toList();
        if (found.size() != 1) {
            throw new IllegalStateException("one jar of " + name + " must be there, found " + found);
        }
        return found.get(0);
    }
}
