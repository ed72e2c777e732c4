package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequiresToolTest {
    private static final String PATH = System.getenv("PATH");

    @Test
    @RequiresTool("sh")
    void runsWhatHasItsTools() {
        assertThat(new ToolCondition(Map.of("PATH", PATH))
                        .evaluate(toolsOf(NeedsShell.class))
                        .isDisabled())
                .isFalse();
    }

    @Test
    void skipsVisiblyWhatMissesATool() {
        var decision = new ToolCondition(Map.of("PATH", "/nowhere:")).evaluate(toolsOf(NeedsTwo.class));
        assertThat(decision.isDisabled()).isTrue();
        assertThat(decision.getReason())
                .hasValue("needs prlimit (Debian package util-linux) and wrk;"
                        + " set ELOQUENT_REQUIRE_TOOLS=true to make this a failure");
    }

    @Test
    void failsWhatMissesAToolThatIsRequired() {
        var condition = new ToolCondition(Map.of("ELOQUENT_REQUIRE_TOOLS", "true"));
        assertThatThrownBy(() -> condition.evaluate(toolsOf(NeedsShell.class)))
                .hasMessage("needs sh; ELOQUENT_REQUIRE_TOOLS=true makes this a failure");
    }

    private static List<RequiresTool> toolsOf(Class<?> test) {
        return List.of(test.getAnnotationsByType(RequiresTool.class));
    }

    @RequiresTool("sh")
    private static final class NeedsShell {}

    @RequiresTool(value = "prlimit", debianPackage = "util-linux")
    @RequiresTool("wrk")
    private static final class NeedsTwo {}
}
