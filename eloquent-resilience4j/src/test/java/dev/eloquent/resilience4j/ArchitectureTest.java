package dev.eloquent.resilience4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** The rules of the module's inside. */
@AnalyzeClasses(packages = "dev.eloquent.resilience4j", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheQuotaKnowsTheInsideOfResilience4j = noClasses()
            .that()
            .doNotHaveSimpleName("Resilience4jQuota")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.resilience4j..internal..");

    @ArchTest
    static final ArchTests common = ArchTests.in(LibraryRules.class);
}
