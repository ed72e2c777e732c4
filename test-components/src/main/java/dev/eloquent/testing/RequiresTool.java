package dev.eloquent.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test needs a program on the {@code PATH}. Without it the test is skipped and says so, or fails when the
 * environment variable {@code ELOQUENT_REQUIRE_TOOLS} is {@code true}, as it is in continuous integration: a test that
 * nobody misses proves nothing.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(RequiresTool.All.class)
@ExtendWith(ToolCondition.class)
public @interface RequiresTool {
    /** The program's name, such as {@code prlimit}. */
    String value();

    /** The Debian package that has it, such as {@code util-linux}, for the reason of the skip. */
    String debianPackage() default "";

    /** Several tools; the compiler writes it. */
    @Documented
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(ToolCondition.class)
    @interface All {
        RequiresTool[] value();
    }
}
