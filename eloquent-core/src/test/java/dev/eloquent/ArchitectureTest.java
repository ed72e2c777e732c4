package dev.eloquent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** The rules of the module's inside. */
@AnalyzeClasses(
        packages = {"dev.eloquent.shutdown", "dev.eloquent.ecs", "dev.eloquent.ratelimit"},
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesDoNotKnowEachOther =
            slices().matching("dev.eloquent.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule whatDecidesHasNoThreadsAndNoClock = noClasses()
            .that()
            .haveSimpleName("Sequence")
            .or()
            .haveSimpleName("Budget")
            .or()
            .haveSimpleName("Ledger")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("Thread")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("Time")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");

    @ArchTest
    static final ArchRule onlyOneClassKnowsTheJvm = noClasses()
            .that()
            .doNotHaveSimpleName("ThisJvm")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .callMethod(Runtime.class, "addShutdownHook", Thread.class);

    @ArchTest
    static final ArchTests common = ArchTests.in(LibraryRules.class);
}
