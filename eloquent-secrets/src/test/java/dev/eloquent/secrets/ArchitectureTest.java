package dev.eloquent.secrets;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** The rules of the module's inside. */
@AnalyzeClasses(packages = "dev.eloquent.secrets", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesAreNoCircle =
            slices().matching("dev.eloquent.(secrets..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatDecidesHasNoThreadsAndNoClock = noClasses()
            .that()
            .haveSimpleName("Freshness")
            .or()
            .haveSimpleName("SecretEntry")
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
    static final ArchRule onlyThreeClassesKnowTheSdk = noClasses()
            .that()
            .doNotHaveSimpleName("SecretsManagerSource")
            .and()
            .doNotHaveSimpleName("SecretCalls")
            .and()
            .doNotHaveSimpleName("Errors")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchTests common = ArchTests.in(LibraryRules.class);
}
