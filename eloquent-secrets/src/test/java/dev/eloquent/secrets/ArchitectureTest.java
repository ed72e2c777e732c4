package dev.eloquent.secrets;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
    static final ArchRule nobodyWritesToTheConsole = noClasses().should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule staticStateIsFinal =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule classesAreFinal = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);
}
