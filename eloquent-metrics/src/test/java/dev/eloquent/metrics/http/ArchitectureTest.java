package dev.eloquent.metrics.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules of the package's inside. */
@AnalyzeClasses(packages = "dev.eloquent.metrics.http", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheTwoInterfacesAreKnown = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.sun.net.httpserver..",
                    "javax.net.ssl..",
                    "org.jspecify..",
                    "io.micrometer.core.instrument..",
                    "io.opentelemetry.api..",
                    "io.opentelemetry.context..",
                    "dev.eloquent.metrics.http..");

    @ArchTest
    static final ArchRule theInsideDoesNotKnowTheEdges = noClasses()
            .that()
            .resideInAPackage("dev.eloquent.metrics.http.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.eloquent.metrics.http", "com.sun.net.httpserver..", "java.net.http..");
}
