package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.ModulePath;
import dev.eloquent.testing.ModulePathProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
        try (ChildJvm child = start(ModulePath.ofUsers(OutboundLimits.class))) {
            assertThat(child.awaitLine("called", LIMIT))
                    .isEqualTo("called true in module service from module dev.eloquent.resilience4j,"
                            + " module io.github.resilience4j.ratelimiter");
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
    }

    /** Control: there is nothing but the module path. Without one of the jars the JVM does not boot. */
    @Test
    void control_withoutOneOfTheRuntimeJarsItDoesNotBoot() throws IOException {
        try (ChildJvm child = start(ModulePath.ofUsers(OutboundLimits.class).without("resilience4j-core"))) {
            assertThat(child.awaitLine("java.lang.module.FindException", LIMIT))
                    .contains("Module io.github.resilience4j.core not found");
            assertThat(child.awaitExit(LIMIT)).hasValue(1);
        }
    }

    private ChildJvm start(ModulePath path) throws IOException {
        return ModulePathProgram.compile(
                        folder,
                        SERVICE,
                        "requires dev.eloquent.resilience4j;",
                        ModulePath.ofUsers(OutboundLimits.class))
                .with(path)
                .start();
    }
}
