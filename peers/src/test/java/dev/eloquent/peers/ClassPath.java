package dev.eloquent.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What stands in the classes of a library. */
public final class ClassPath {
    private ClassPath() {}

    /** Whether any class in the jars, or modules of this repository, whose names begin so has this text. */
    public static boolean mentions(String jars, String text) throws IOException {
        List<Path> found = Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(Path::of)
                .filter(path -> name(path).startsWith(jars))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("nothing on the class path is called " + jars);
        }
        for (Path path : found) {
            if (Files.isDirectory(path) ? inFolder(path, text) : inJar(path, text)) {
                return true;
            }
        }
        return false;
    }

    /** Of a folder that of its module: {@code eloquent-core/target/classes}. */
    private static String name(Path path) {
        Path named = Files.isDirectory(path) ? path.getParent().getParent() : path;
        return named.getFileName().toString();
    }

    private static boolean inFolder(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (has(Files.readAllBytes(file), text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean inJar(Path jar, String text) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                try (InputStream in = zip.getInputStream(entries.nextElement())) {
                    if (has(in.readAllBytes(), text)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean has(byte[] content, String text) {
        return new String(content, StandardCharsets.ISO_8859_1).contains(text);
    }
}
