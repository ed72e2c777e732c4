package dev.eloquent.health;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** The rules of the module's inside. */
@AnalyzeClasses(packages = "dev.eloquent.health", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String CORE = "dev.eloquent.health";

    @ArchTest
    static final ArchRule packagesDoNotGoInCircles =
            slices().matching("dev.eloquent.health.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theCoreKnowsNeitherHttpNorJdbcNorJson = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    CORE + ".http..",
                    CORE + ".jdbc..",
                    CORE + ".net..",
                    CORE + ".pinecone..",
                    CORE + ".internal..",
                    CORE + ".process..",
                    "java.sql..",
                    "java.net.http..",
                    "com.sun.net.httpserver..",
                    "com.fasterxml..");

    @ArchTest
    static final ArchRule theChecksOfTheProcessNeedOnlyTheCoreAndTheJdk = classes()
            .that()
            .resideInAPackage(CORE + ".process..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "com.sun.management..", CORE, CORE + ".process..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheNetworkChecksUseTheHttpClient = noClasses()
            .that()
            .resideOutsideOfPackages(CORE + ".net..", CORE + ".pinecone..", CORE + ".internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..");

    @ArchTest
    static final ArchRule onlyWhatWaitsForSomethingFarAwaySharesItsInside = noClasses()
            .that()
            .resideOutsideOfPackages(CORE + ".net..", CORE + ".pinecone..", CORE + ".jdbc..", CORE + ".internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CORE + ".internal..");

    @ArchTest
    static final ArchRule jsonIsWrittenForProbersAndReadFromPinecone = noClasses()
            .that()
            .resideOutsideOfPackages(CORE + ".http..", CORE + ".pinecone..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule onlyOneClassKnowsHikari = noClasses()
            .that()
            .doNotHaveSimpleName("HikariPool")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.zaxxer..");

    /** It starts quickly because it loads nothing but the JDK's own. */
    @ArchTest
    static final ArchRule theProbeIsOnItsOwn = classes()
            .that()
            .resideInAPackage(CORE + ".probe..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", CORE + ".probe..", "org.jspecify..");

    @ArchTest
    static final ArchRule staticStateIsFinal = LibraryRules.staticStateIsFinal;

    @ArchTest
    static final ArchRule classesAreFinal = LibraryRules.classesAreFinal;

    @ArchTest
    static final ArchRule onlyTheProbesMainHasAConsole =
            LibraryRules.nobodyWritesToTheConsoleBut(CORE + ".probe.Probe");
}
