package dev.eloquent.secrets;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Environment variables, for laptops and for what ECS has injected at the start of a task. The variable of {@code
 * rag-service/openai} is {@code RAG_SERVICE_OPENAI}: upper case, with an underscore for all but letters and digits; {@link
 * #named} gives another one. They never change while a process lives, and whoever sees the process may see them.
 *
 * <p>Immutable. Safe for use by several threads; does not block.
 */
public final class EnvironmentSource implements SecretSource {
    private final Map<String, String> environment;
    private final Map<String, String> variables;
    private final Versions versions;

    private EnvironmentSource(Map<String, String> environment, Map<String, String> variables, Versions versions) {
        this.environment = environment;
        this.variables = variables;
        this.versions = versions;
    }

    /** The variables of this process. */
    public static EnvironmentSource create() {
        return of(System.getenv());
    }

    static EnvironmentSource of(Map<String, String> environment) {
        return new EnvironmentSource(Map.copyOf(environment), Map.of(), new Versions());
    }

    /** With a variable of this name for this secret. */
    public EnvironmentSource named(String secret, String variable) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(secret, variable);
        return new EnvironmentSource(environment, Map.copyOf(more), versions);
    }

    private String variable(String secret) {
        return variables.getOrDefault(secret, secret.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
    }

    @Override
    public Map<SecretRequest, SecretAnswer> fetch(Set<SecretRequest> requests) {
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        for (SecretRequest request : requests) {
            answers.put(request, answer(request));
        }
        return answers;
    }

    private SecretAnswer answer(SecretRequest request) {
        String variable = variable(request.name());
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty() || request.stage() != SecretStage.CURRENT) {
            return new SecretAnswer.Refused(
                    SecretProblem.MISSING, "environment variable " + variable + " must be set, was not, or empty");
        }
        SecretPayload payload = SecretPayload.of(value);
        return new SecretAnswer.Found(versions.of(payload), payload);
    }

    @Override
    public String description() {
        return "the environment";
    }
}
