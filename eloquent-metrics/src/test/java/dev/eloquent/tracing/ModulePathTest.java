package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is a module, with ours and its runtime jars on the module path and nothing on the class path. */
final class ModulePathTest {
    private static final String SERVICE = """
            package service;

            import dev.eloquent.tracing.TraceDestination;
            import dev.eloquent.tracing.Tracing;
            import java.net.URI;
            import java.time.Duration;

            public final class Service {
                public static void main(String[] args) throws InterruptedException {
                    Tracing tracing = Tracing.of("shop", "1", "test")
                            .to(TraceDestination.xRay("eu-central-1", URI.create(args[0])))
                            .start();
                    tracing.openTelemetry().getTracer("x").spanBuilder("x").startSpan().end();
                    System.out.println(Tracing.class.getModule() + ": " + tracing.close(Duration.ofSeconds(20)));
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void onTheModulePathSpansAreSignedAndSent() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver()) {
            assertThat(run(runtimeJars(), receiver.address().toString()))
                    .contains("module dev.eloquent.metrics: 1 sent, 0 dropped, 0 uncertain, 0 waiting");
            assertThat(receiver.all())
                    .singleElement()
                    .satisfies(got -> assertThat(got.headers()).containsKey("authorization"));
        }
    }

    /** Control: there is nothing but the module path. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException, InterruptedException {
        List<Path> some = runtimeJars().stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("http-auth-aws-2"))
                .toList();
        assertThat(String.join("\n", run(some, "http://127.0.0.1:1")))
                .contains("Module software.amazon.awssdk.http.auth.aws not found");
    }

    private List<String> run(List<Path> jars, String address) throws IOException, InterruptedException {
        Path service = folder.resolve("service");
        Path sources = Files.createDirectories(folder.resolve("sources/service"));
        Path main = Files.writeString(sources.resolve("Service.java"), SERVICE);
        Path module = Files.writeString(
                sources.resolveSibling("module-info.java"), "module service { requires dev.eloquent.metrics; }");
        javac("-d", service.toString(), "--module-path", path(runtimeJars()), main.toString(), module.toString());
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                service + File.pathSeparator + path(jars),
                "--module",
                "service/service.Service",
                address);
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "planted-local");
        Process process = builder.redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        process.waitFor();
        return lines;
    }

    private static String path(List<Path> jars) {
        String ours = classPath()
                .filter(entry -> Files.exists(entry.resolve("dev/eloquent/tracing/Tracing.class")))
                .findFirst()
                .orElseThrow()
                .toString();
        return String.join(
                File.pathSeparator,
                Stream.concat(Stream.of(ours), jars.stream().map(Path::toString))
                        .toList());
    }

    /** Those that a user of the library gets, and no others that only the tests have. */
    private static List<Path> runtimeJars() throws IOException {
        List<Path> jars = new ArrayList<>();
        List<String> promised = Files.readAllLines(Path.of("runtime-jars.txt"));
        for (String artifact : promised) {
            Path place = Path.of(artifact.substring(0, artifact.indexOf(':')).replace('.', '/'))
                    .resolve(artifact.substring(artifact.indexOf(':') + 1));
            classPath()
                    .filter(jar -> jar.getNameCount() > 3
                            && jar.getParent().getParent().endsWith(place))
                    .forEach(jars::add);
        }
        assertThat(jars).hasSameSizeAs(promised);
        return jars;
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
