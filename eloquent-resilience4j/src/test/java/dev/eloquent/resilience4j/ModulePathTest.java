package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is a module of its own, with our module and its runtime jars on the module path and nothing on the class
 * path; all other tests are on the class path.
 */
final class ModulePathTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String SERVICE = """
            package service;

            import dev.eloquent.ratelimit.Quota;
            import dev.eloquent.resilience4j.OutboundLimit;
            import dev.eloquent.resilience4j.OutboundLimits;
            import dev.eloquent.resilience4j.Resilience4jQuota;
            import io.github.resilience4j.ratelimiter.RateLimiter;
            import java.time.Duration;

            public final class Service {
                public static void main(String[] args) {
                    OutboundLimits limits = OutboundLimits.of(
                            OutboundLimit.of("openai", 600, Duration.ofMinutes(1)).longestWait(Duration.ZERO));
                    RateLimiter limiter = limits.limiter("openai");
                    Quota quota = Resilience4jQuota.of(limiter);
                    System.out.println(limits.get("openai", () -> "called") + " "
                            + quota.tryAcquire("any") + " in " + Service.class.getModule()
                            + " from " + OutboundLimits.class.getModule() + ", " + RateLimiter.class.getModule());
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void runsOnTheModulePath() throws IOException {
        try (ChildJvm child = start(jar -> true)) {
            assertThat(child.awaitLine("called", LIMIT))
                    .isEqualTo("called true in module service from module dev.eloquent.resilience4j,"
                            + " module io.github.resilience4j.ratelimiter");
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
    }

    /** Control: there is nothing but the module path. Without one of the jars the JVM does not boot. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException {
        try (ChildJvm child = start(jar -> !jar.toString().contains("resilience4j-core"))) {
            assertThat(child.awaitLine("java.lang.module.FindException", LIMIT))
                    .contains("Module io.github.resilience4j.core not found");
            assertThat(child.awaitExit(LIMIT)).hasValue(1);
        }
    }

    private ChildJvm start(Predicate<Path> isThere) throws IOException {
        Path service = folder.resolve("service");
        Path sources = Files.createDirectories(folder.resolve("sources/service"));
        Path main = Files.writeString(sources.resolve("Service.java"), SERVICE);
        Path module = Files.writeString(
                sources.resolveSibling("module-info.java"), "module service { requires dev.eloquent.resilience4j; }");
        javac("-d", service.toString(), "--module-path", path(jar -> true), main.toString(), module.toString());
        // What comes after the module are arguments of its main: the class path is empty.
        return ChildJvm.of(ModulePathTest.class)
                .jvmArgs(
                        "--module-path",
                        service + File.pathSeparator + path(isThere),
                        "--module",
                        "service/service.Service")
                .start();
    }

    /** Our classes and what a user of the library gets, not what only the tests have. */
    private static String path(Predicate<Path> isThere) throws IOException {
        List<String> promised = Files.readAllLines(Path.of("runtime-jars.txt"));
        List<Path> jars = classPath()
                .filter(entry -> promised.stream()
                                .anyMatch(artifact -> isOf(artifact.substring(artifact.indexOf(':') + 1), entry))
                        || Files.exists(entry.resolve("dev/eloquent/resilience4j/OutboundLimits.class")))
                .toList();
        assertThat(jars).hasSize(promised.size() + 1);
        return jars.stream().filter(isThere).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Such as .../artifact/version/artifact-version.jar, or .../artifact/target/classes of a module that is built too. */
    private static boolean isOf(String artifact, Path entry) {
        Path parent = entry.getParent();
        return parent.endsWith(Path.of(artifact, "target"))
                || parent.getParent().endsWith(artifact);
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
