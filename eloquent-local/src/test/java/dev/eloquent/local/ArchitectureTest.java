package dev.eloquent.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** The rules of the module's inside. */
@AnalyzeClasses(packages = "dev.eloquent.local", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String ROOT = "dev.eloquent.local";

    @ArchTest
    static final ArchRule packagesDoNotGoInCircles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule servicesDoNotKnowEachOther = slices().matching(
                    ROOT + ".(cloudwatch|ecs|openai|otlp|pinecone|secretsmanager)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule theServerKnowsNoService = noClasses()
            .that()
            .resideInAnyPackage(ROOT, ROOT + ".server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".pinecone..",
                    ROOT + ".openai..",
                    ROOT + ".ecs..",
                    ROOT + ".secretsmanager..",
                    ROOT + ".cloudwatch..",
                    ROOT + ".otlp..",
                    ROOT + ".aws..",
                    ROOT + ".command..");

    /** What users see of the API does not name Jackson. */
    @ArchTest
    static final ArchRule theApiDoesNotKnowJson = noClasses()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule staticStateIsFinal = LibraryRules.staticStateIsFinal;

    @ArchTest
    static final ArchRule classesAreFinal = LibraryRules.classesAreFinal;

    @ArchTest
    static final ArchRule onlyTheMainHasAConsole =
            LibraryRules.nobodyWritesToTheConsoleBut(ROOT + ".command.LocalCommand");
}
