package dev.eloquent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

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
    static final ArchRule staticStateIsFinal = LibraryRules.staticStateIsFinal;

    /** StepRegistry is what both registries are made of, in a package that is not exported. */
    @ArchTest
    static final ArchRule classesAreFinal = LibraryRules.classesAreFinalBut("dev.eloquent.metrics.step.StepRegistry");

    /** The appender and the EMF registry are told of a stream or take that of System; lines are how both write to it. */
    @ArchTest
    static final ArchRule onlyWritersOfLinesHaveAConsole = LibraryRules.nobodyWritesToTheConsoleBut(
            "dev.eloquent.logging.BoundedConsoleAppender",
            "dev.eloquent.metrics.emf.EmfRegistryBuilder",
            "dev.eloquent.metrics.lines.WholeLines");
}
