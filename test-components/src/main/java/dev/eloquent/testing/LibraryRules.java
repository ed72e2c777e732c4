package dev.eloquent.testing;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessField;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.conditions.ArchConditions.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.FileDescriptor;
import java.util.List;

/**
 * What holds inside each of our libraries. One without exceptions takes all rules at once:
 *
 * <pre>{@code
 * @ArchTest
 * static final ArchTests common = ArchTests.in(LibraryRules.class);
 * }</pre>
 *
 * <p>One with exceptions takes rule by rule and names the classes, in full. A class that needs its exception no more
 * breaks the rule too. ArchUnit does not come with this module: whoever has rules has it.
 */
public final class LibraryRules {
    @ArchTest
    public static final ArchRule staticStateIsFinal =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    public static final ArchRule classesAreFinal = classesAreFinalBut();

    @ArchTest
    public static final ArchRule nobodyWritesToTheConsole = nobodyWritesToTheConsoleBut();

    private LibraryRules() {}

    /** {@link #classesAreFinal}, with exceptions. */
    public static ArchRule classesAreFinalBut(String... names) {
        DescribedPredicate<JavaClass> couldBe = DescribedPredicate.describe(
                "could be final",
                type -> !type.isInterface()
                        && !type.isEnum()
                        && !type.isAnonymousClass()
                        && !type.getSimpleName().equals("package-info"));
        return allBut(List.of(names), classes().that(couldBe), haveModifier(JavaModifier.FINAL));
    }

    /** {@link #nobodyWritesToTheConsole}, with exceptions: neither by the streams of System nor below them. */
    public static ArchRule nobodyWritesToTheConsoleBut(String... names) {
        ArchCondition<JavaClass> write = ACCESS_STANDARD_STREAMS
                .or(accessField(FileDescriptor.class, "out"))
                .or(accessField(FileDescriptor.class, "err"));
        DescribedPredicate<JavaClass> any =
                DescribedPredicate.<JavaClass>alwaysTrue().as("are ours");
        return allBut(List.of(names), classes().that(any), not(write).as("not write to the console"));
    }

    private static ArchRule allBut(
            List<String> excepted, GivenClassesConjunction all, ArchCondition<JavaClass> condition) {
        CompositeArchRule rules = CompositeArchRule.of(all.and(DescribedPredicate.describe(
                        "are not excepted", (JavaClass type) -> !excepted.contains(type.getName())))
                .should(condition));
        for (String name : excepted) {
            rules = rules.and(classes().that().haveFullyQualifiedName(name).should(needTheException(condition)));
        }
        return rules;
    }

    private static ArchCondition<JavaClass> needTheException(ArchCondition<JavaClass> condition) {
        return new ArchCondition<>("need the exception") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                ConditionEvents own = ConditionEvents.Factory.create();
                condition.check(type, own);
                if (!own.containViolation()) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " needs no exception any more"));
                }
            }
        };
    }
}
