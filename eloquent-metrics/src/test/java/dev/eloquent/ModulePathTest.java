package dev.eloquent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.otlp.LocalOtlp;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is a module, with ours and its runtime jars on the module path and nothing on the class path. */
final class ModulePathTest {
    private static final String SERVICE = """
            package service;

            import dev.eloquent.metrics.Telemetry;
            import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
            import java.time.Duration;

            public final class Service {
                public static void main(String[] args) {
                    Telemetry telemetry = Telemetry.start("shop", "1").bind(new JvmMemoryMetrics());
                    telemetry.meters().counter("orders").increment();
                    telemetry.openTelemetry().getTracer("x").spanBuilder("x").startSpan().end();
                    System.out.println(Telemetry.class.getModule() + ": " + telemetry.close(Duration.ofSeconds(20)));
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void onTheModulePathMetricsAndSpansGoWhereTheEnvironmentSays() throws IOException, InterruptedException {
        try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start();
                LocalOtlp xRay = LocalOtlp.aws("eu-central-1").start();
                LocalEcsAgent ecs = LocalEcsAgent.task("t-1").start()) {
            Map<String, String> environment = Map.of(
                    "AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.endpoint().toString(),
                    "AWS_ENDPOINT_URL_XRAY", xRay.endpoint().toString(),
                    "ECS_CONTAINER_METADATA_URI_V4", ecs.metadata().toString());
            assertThat(run(runtimeJars(), environment))
                    .anySatisfy(
                            line -> assertThat(line)
                                    .startsWith("module dev.eloquent.metrics: metrics: ")
                                    .contains(
                                            " sent, 0 dropped, 0 uncertain, 0 waiting; traces: 1 sent, 0 dropped, 0 uncertain"));
            assertThat(cloudWatch.data("shop", "orders", Map.of("service", "shop", "environment", "test")))
                    .hasSize(1);
            assertThat(cloudWatch.data("shop", "jvm.memory.used")).isNotEmpty();
            assertThat(xRay.spans()).hasSize(1);
        }
    }

    /** Control: there is nothing but the module path. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException, InterruptedException {
        List<Path> some = runtimeJars().stream()
                .filter(jar -> !jar.getFileName().toString().startsWith("http-auth-aws-2"))
                .toList();
        assertThat(String.join("\n", run(some, Map.of())))
                .contains("Module software.amazon.awssdk.http.auth.aws not found");
    }

    private List<String> run(List<Path> jars, Map<String, String> environment)
            throws IOException, InterruptedException {
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
                "service/service.Service");
        builder.environment()
                .putAll(Map.of(
                        "TELEMETRY", "cloudwatch",
                        "ENVIRONMENT", "test",
                        "AWS_REGION", "eu-central-1",
                        "AWS_ACCESS_KEY_ID", "local",
                        "AWS_SECRET_ACCESS_KEY", "local"));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        process.waitFor();
        return lines;
    }

    private static String path(List<Path> jars) {
        String ours = classPath()
                .filter(entry -> Files.exists(entry.resolve("dev/eloquent/metrics/Telemetry.class")))
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
