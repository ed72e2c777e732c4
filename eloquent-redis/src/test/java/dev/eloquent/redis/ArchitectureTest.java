package dev.eloquent.redis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.eloquent.testing.LibraryRules;

/** The rules of the module's inside. */
@AnalyzeClasses(packages = "dev.eloquent.redis", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule onlyTheStoreIsPublic =
            noClasses().that().doNotHaveSimpleName("RedisQuotaStore").should().bePublic();

    @ArchTest
    static final ArchRule ofTheCoreOnlyItsApiIsUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.eloquent.ratelimit.postgres..", "dev.eloquent.shutdown..", "dev.eloquent.ecs..");

    @ArchTest
    static final ArchTests common = ArchTests.in(LibraryRules.class);
}
