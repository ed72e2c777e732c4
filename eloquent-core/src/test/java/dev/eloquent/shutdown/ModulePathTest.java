package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.Javac;
import dev.eloquent.testing.ModulePath;
import dev.eloquent.testing.ModulePathProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is a module of its own, with nothing on the class path; all other tests are on the class path. */
final class ModulePathTest {
    private static final String SERVICE = """
            package service;

            import dev.eloquent.shutdown.Shutdown;

            public final class Service {
                public static void main(String[] args) throws InterruptedException {
                    Shutdown shutdown = Shutdown.onSignal();
                    shutdown.own("pool", () -> System.out.println("did pool"));
                    System.out.println("modules " + Shutdown.class.getModule() + ", jdk.unsupported "
                            + ModuleLayer.boot().findModule("jdk.unsupported").isPresent());
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void onTheModulePathSigtermExitsWithZero() throws IOException {
        try (ChildJvm child = start(ModulePath.ofUsers(Shutdown.class))) {
            assertThat(child.awaitLine("modules ", LIMIT))
                    .isEqualTo("modules module dev.eloquent.core, jdk.unsupported true");
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(Children.done(child)).containsExactly("pool");
        }
    }

    /** Control: why our module does not require it statically. The hook runs the steps, but the exit code is the JVM's. */
    @Test
    void ifTheModuleWereRequiredStaticallyItWouldBe143() throws IOException {
        try (ChildJvm child = start(withOurs("requires jdk.unsupported;", "requires static jdk.unsupported;"))) {
            assertThat(child.awaitLine("modules ", LIMIT))
                    .isEqualTo("modules module dev.eloquent.core, jdk.unsupported false");
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            assertThat(Children.done(child)).containsExactly("pool");
        }
    }

    private ChildJvm start(ModulePath path) throws IOException {
        return ModulePathProgram.compile(folder, SERVICE, "requires dev.eloquent.core;", path)
                .with(path)
                .jvmArgs(Children.SMALL)
                .start();
    }

    /** Our module as it is built, with one of its requirements written anew. */
    private ModulePath withOurs(String before, String after) throws IOException {
        Path built = ModulePath.place(Shutdown.class);
        ModulePath others =
                ModulePath.ofUsers(Shutdown.class).without(built.getFileName().toString());
        Path copy = Files.createDirectory(folder.resolve("core"));
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.filter(file -> !file.equals(built)).toList()) {
                Files.copy(file, copy.resolve(built.relativize(file).toString()));
            }
        }
        String asWritten = Files.readString(Path.of("src/main/java/module-info.java"));
        assertThat(asWritten).contains(before);
        Path sources = Files.createDirectory(folder.resolve("sources"));
        Javac.run(
                "-d",
                copy.toString(),
                "--module-path",
                others.with(ModulePath.place(NullMarked.class)).toString(),
                "--patch-module",
                "dev.eloquent.core=" + built,
                Files.writeString(sources.resolve("module-info.java"), asWritten.replace(before, after))
                        .toString());
        return others.with(copy);
    }
}
