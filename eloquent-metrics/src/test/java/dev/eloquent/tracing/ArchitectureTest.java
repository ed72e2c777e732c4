package dev.eloquent.tracing;

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

/** The rules of the package's inside. */
@AnalyzeClasses(packages = "dev.eloquent.tracing", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesAreNoCircle =
            slices().matching("dev.eloquent.(tracing..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTwoClassesKnowTheAwsSdk = noClasses()
            .that()
            .doNotHaveSimpleName("SigV4")
            .and()
            .doNotHaveSimpleName("TraceDestination")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule onlyTheEncoderKnowsTheExporter = noClasses()
            .that()
            .haveNameNotMatching(".*[.]SpanEncoder([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry.exporter..", "io.opentelemetry.sdk.common.export..");

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
