package dev.eloquent.resilience4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
    static final ArchRule nobodyWritesToTheConsole = noClasses().should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule staticStateIsFinal =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule classesAreFinal = classes()
            .that()
            .areNotInterfaces()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);
}
