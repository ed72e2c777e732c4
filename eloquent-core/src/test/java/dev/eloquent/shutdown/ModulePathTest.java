package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is a module of its own, with nothing on the class path; all other tests are on the class path. It sees
 * only what our module exports, and the system's modules that somebody requires.
 */
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
        try (ChildJvm child = start("requires jdk.unsupported;")) {
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
        try (ChildJvm child = start("requires static jdk.unsupported;")) {
            assertThat(child.awaitLine("modules ", LIMIT))
                    .isEqualTo("modules module dev.eloquent.core, jdk.unsupported false");
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            assertThat(Children.done(child)).containsExactly("pool");
        }
    }

    private ChildJvm start(String requirement) throws IOException {
        Path core = core(requirement);
        Path service = folder.resolve("service");
        String path = core + File.pathSeparator + libraries();
        Path sources = Files.createDirectories(folder.resolve("sources/service"));
        Files.writeString(sources.resolve("Service.java"), SERVICE);
        Files.writeString(sources.resolveSibling("module-info.java"), "module service { requires dev.eloquent.core; }");
        javac(
                "-d",
                service.toString(),
                "--module-path",
                path,
                sources.resolve("Service.java").toString(),
                sources.resolveSibling("module-info.java").toString());
        // What comes after the module are arguments of its main: the class path is empty.
        return Children.of(ModulePathTest.class)
                .jvmArgs("--module-path", service + File.pathSeparator + path, "--module", "service/service.Service")
                .start();
    }

    /** Our module as it is built, with one of its requirements written anew. */
    private Path core(String requirement) throws IOException {
        Path built = classPath()
                .filter(entry -> Files.exists(entry.resolve("dev/eloquent/shutdown/Shutdown.class")))
                .findFirst()
                .orElseThrow();
        Path copy = folder.resolve("core");
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(built.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        String asWritten = Files.readString(Path.of("src/main/java/module-info.java"));
        assertThat(asWritten).contains("requires jdk.unsupported;");
        Path source = folder.resolve("module-info.java");
        Files.writeString(source, asWritten.replace("requires jdk.unsupported;", requirement));
        javac(
                "-d",
                copy.toString(),
                "--module-path",
                libraries(),
                "--patch-module",
                "dev.eloquent.core=" + built,
                source.toString());
        return copy;
    }

    private static String libraries() {
        Pattern wanted =
                Pattern.compile("(slf4j-api|jackson-core|jspecify|logback-classic|logback-core)-[0-9.]+\\.jar");
        List<String> jars = new ArrayList<>();
        classPath()
                .filter(jar -> wanted.matcher(String.valueOf(jar.getFileName())).matches())
                .forEach(jar -> jars.add(jar.toString()));
        assertThat(jars).hasSize(5);
        return String.join(File.pathSeparator, jars);
    }

    private static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of);
    }

    private static void javac(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments);
        assertThat(code).as(said.toString()).isZero();
    }
}
