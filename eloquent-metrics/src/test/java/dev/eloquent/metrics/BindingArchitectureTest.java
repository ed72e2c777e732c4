package dev.eloquent.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** One package for each concern: it knows its concern, Micrometer, and no other. */
@AnalyzeClasses(packages = "dev.eloquent.metrics", importOptions = ImportOption.DoNotIncludeTests.class)
final class BindingArchitectureTest {
    @ArchTest
    static final ArchRule healthNeedsHealthOnly = onlyKnows("health", "dev.eloquent.health..");

    @ArchTest
    static final ArchRule rateLimitsNeedTheirsOnly = onlyKnows("ratelimit", "dev.eloquent.ratelimit");

    @ArchTest
    static final ArchRule secretsNeedSecretsOnly = onlyKnows("secrets", "dev.eloquent.secrets");

    @ArchTest
    static final ArchRule shutdownNeedsItsOwnOnly = onlyKnows("shutdown", "dev.eloquent.shutdown");

    @ArchTest
    static final ArchRule poolsNeedHikariOnly = onlyKnows("pool", "com.zaxxer.hikari..");

    @ArchTest
    static final ArchRule theJvmNeedsNothing = onlyKnows("jvm", "java..");

    @ArchTest
    static final ArchRule nobodyElseKnowsAConcern = classes()
            .that()
            .resideOutsideOfPackages(
                    "dev.eloquent.metrics.health",
                    "dev.eloquent.metrics.ratelimit",
                    "dev.eloquent.metrics.secrets",
                    "dev.eloquent.metrics.shutdown",
                    "dev.eloquent.metrics.pool")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.eloquent.health..",
                    "dev.eloquent.ratelimit..",
                    "dev.eloquent.ecs..",
                    "dev.eloquent.shutdown..",
                    "dev.eloquent.secrets..",
                    "com.zaxxer..");

    private static ArchRule onlyKnows(String ours, String concern) {
        String binding = "dev.eloquent.metrics." + ours;
        return classes()
                .that()
                .resideInAPackage(binding)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.micrometer.core..",
                        "org.jspecify..",
                        "dev.eloquent.metrics.internal",
                        concern,
                        binding);
    }
}
