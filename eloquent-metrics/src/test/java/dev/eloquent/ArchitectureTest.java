package dev.eloquent;

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
@AnalyzeClasses(
        packages = {"dev.eloquent.metrics", "dev.eloquent.tracing", "dev.eloquent.logging"},
        importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesAreNoCircle =
            slices().matching("dev.eloquent.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theDoorKnowsTheRestAndTheRestDoesNotKnowTheDoor = noClasses()
            .that()
            .resideOutsideOfPackage("dev.eloquent.metrics")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.eloquent.metrics");

    @ArchTest
    static final ArchRule onlyTwoClassesOfTracingKnowTheAwsSdk = noClasses()
            .that()
            .resideInAPackage("dev.eloquent.tracing..")
            .and()
            .doNotHaveSimpleName("SigV4")
            .and()
            .doNotHaveSimpleName("TraceDestination")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule onlyWhatReadsTheMetadataKnowsTheSdksJson = noClasses()
            .that()
            .haveNameNotMatching(
                    "dev[.]eloquent[.]metrics[.](MetadataEndpoint|TaskDescription|ContainerSample|EcsTask)")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk.protocols..");

    @ArchTest
    static final ArchRule onlyTheEncoderKnowsTheExporter = noClasses()
            .that()
            .haveNameNotMatching(".*[.]SpanEncoder([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry.exporter..", "io.opentelemetry.sdk.common.export..");

    @ArchTest
    static final ArchRule nobodyWritesToTheConsole = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.eloquent.metrics.emf..", "dev.eloquent.metrics.lines..", "dev.eloquent.logging..")
            .should(ACCESS_STANDARD_STREAMS);

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
            // What both registries are made of, in a package that is not exported.
            .doNotHaveSimpleName("StepRegistry")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);
}
