package dev.eloquent.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** One package for each concern: none knows another, and each needs its own concern's module only. */
@AnalyzeClasses(packages = "dev.eloquent.servlet", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesDoNotKnowEachOther =
            slices().matching("dev.eloquent.servlet.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule everyClassBelongsToAConcern = classes().should().resideInAPackage("dev.eloquent.servlet.*..");

    @ArchTest
    static final ArchRule healthNeedsHealthOnly = classes()
            .that()
            .resideInAPackage("dev.eloquent.servlet.health..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta.servlet..",
                    "org.jspecify..",
                    "dev.eloquent.health..",
                    "dev.eloquent.servlet.health..");

    @ArchTest
    static final ArchRule rateLimitsNeedCoreOnly = classes()
            .that()
            .resideInAPackage("dev.eloquent.servlet.ratelimit..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta.servlet..",
                    "org.jspecify..",
                    "dev.eloquent.ratelimit..",
                    "dev.eloquent.servlet.ratelimit..");

    @ArchTest
    static final ArchRule shutdownNeedsCoreOnly = classes()
            .that()
            .resideInAPackage("dev.eloquent.servlet.shutdown..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta.servlet..",
                    "org.jspecify..",
                    "dev.eloquent.shutdown..",
                    "dev.eloquent.servlet.shutdown..");

    @ArchTest
    static final ArchRule telemetryNeedsMetricsOnly = classes()
            .that()
            .resideInAPackage("dev.eloquent.servlet.telemetry..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "jakarta.servlet..",
                    "org.jspecify..",
                    "io.micrometer.core.instrument..",
                    "io.opentelemetry.api..",
                    "io.opentelemetry.context..",
                    "dev.eloquent.metrics..",
                    "dev.eloquent.servlet.telemetry..");

    @ArchTest
    static final ArchTests common = ArchTests.in(LibraryRules.class);
}
