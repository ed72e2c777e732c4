package dev.eloquent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.ModulePath;
import dev.eloquent.testing.ModulePathProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is a module, with ours and its runtime jars on the module path and nothing on the class path. */
final class ModulePathTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

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
    void onTheModulePathMetricsAndSpansGoWhereTheEnvironmentSays() throws IOException {
        try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start();
                LocalOtlp xRay = LocalOtlp.aws("eu-central-1").start();
                LocalEcsAgent ecs = LocalEcsAgent.task("t-1").start()) {
            ChildJvm.Builder service = service(ModulePath.ofUsers(Telemetry.class))
                    .env("AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.endpoint().toString())
                    .env("AWS_ENDPOINT_URL_XRAY", xRay.endpoint().toString())
                    .env("ECS_CONTAINER_METADATA_URI_V4", ecs.metadata().toString());
            try (ChildJvm child = service.start()) {
                assertThat(child.awaitLine("module dev.eloquent.metrics: metrics: ", LIMIT))
                        .contains(" sent, 0 dropped, 0 uncertain, 0 waiting; traces: 1 sent, 0 dropped, 0 uncertain");
                assertThat(child.awaitExit(LIMIT)).hasValue(0);
            }
            assertThat(cloudWatch.data("shop", "orders", Map.of("service", "shop", "environment", "test")))
                    .hasSize(1);
            assertThat(cloudWatch.data("shop", "jvm.memory.used")).isNotEmpty();
            assertThat(xRay.spans()).hasSize(1);
        }
    }

    /** Control: there is nothing but the module path. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException {
        ModulePath some = ModulePath.ofUsers(Telemetry.class).without("http-auth-aws-2");
        try (ChildJvm child = service(some).start()) {
            assertThat(child.awaitLine("java.lang.module.FindException", LIMIT))
                    .contains("Module software.amazon.awssdk.http.auth.aws not found");
            assertThat(child.awaitExit(LIMIT)).hasValue(1);
        }
    }

    private ChildJvm.Builder service(ModulePath path) throws IOException {
        return ModulePathProgram.compile(
                        folder, SERVICE, "requires dev.eloquent.metrics;", ModulePath.ofUsers(Telemetry.class))
                .with(path)
                .env("TELEMETRY", "cloudwatch")
                .env("ENVIRONMENT", "test")
                .env("AWS_REGION", "eu-central-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local");
    }
}
