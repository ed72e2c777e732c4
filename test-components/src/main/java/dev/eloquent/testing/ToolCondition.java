package dev.eloquent.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides what {@link RequiresTool} asks. */
final class ToolCondition implements ExecutionCondition {
    static final String REQUIRE_TOOLS = "ELOQUENT_REQUIRE_TOOLS";

    private final Map<String, String> environment;

    /** For JUnit. */
    ToolCondition() {
        this(System.getenv());
    }

    ToolCondition(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return evaluate(AnnotationSupport.findRepeatableAnnotations(context.getElement(), RequiresTool.class));
    }

    ConditionEvaluationResult evaluate(List<RequiresTool> tools) {
        List<String> missing = tools.stream()
                .filter(tool -> !isOnPath(tool.value()))
                .map(ToolCondition::describe)
                .toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("the tools are there");
        }
        String needs = "needs " + String.join(" and ", missing);
        if (environment.getOrDefault(REQUIRE_TOOLS, "").equals("true")) {
            throw new IllegalStateException(needs + "; " + REQUIRE_TOOLS + "=true makes this a failure");
        }
        return ConditionEvaluationResult.disabled(needs + "; set " + REQUIRE_TOOLS + "=true to make this a failure");
    }

    private boolean isOnPath(String tool) {
        String path = environment.getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    private static String describe(RequiresTool tool) {
        return tool.debianPackage().isEmpty()
                ? tool.value()
                : tool.value() + " (Debian package " + tool.debianPackage() + ")";
    }
}
