package dev.eloquent.examples.rag.settings;

import dev.eloquent.examples.rag.secrets.GivenSecrets;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.examples.rag.secrets.SecretsOrigin;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The variables that hold secrets, where they may: with {@code SECRETS=env}, and on a laptop, whose stand-in is filled from
 * them. Where the secrets come from Secrets Manager one that is set is a fault, as it would be ignored.
 */
final class SecretVariables {
    private static final List<String> NAMES = List.of(
            "DATABASE_USER",
            "DATABASE_PASSWORD",
            "PINECONE_API_KEY",
            "OPENAI_API_KEY",
            "ORIGIN_SECRET",
            "JWT_KID",
            "JWT_KEY");

    private final Variables variables;
    private final boolean local;
    private final boolean given;
    private GivenSecrets secrets = GivenSecrets.none();

    private SecretVariables(Variables variables, boolean local, boolean given) {
        this.variables = variables;
        this.local = local;
        this.given = given;
    }

    static SecretsOrigin origin(Variables variables, boolean local) {
        if (variables.oneOf("SECRETS", "aws", "env").equals("env")) {
            return SecretsOrigin.ENVIRONMENT;
        }
        boolean hasEndpoint = variables.hasAny("AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL");
        return local && !hasEndpoint ? SecretsOrigin.STAND_IN : SecretsOrigin.AWS;
    }

    static SecretVariables of(Variables variables, boolean local, SecretsOrigin origin) {
        if (origin == SecretsOrigin.AWS) {
            NAMES.stream()
                    .filter(variables::hasAny)
                    .forEach(name -> variables.fault(name + " must not be set where secrets come from Secrets Manager:"
                            + " leave it out, or set SECRETS=env"));
        }
        return new SecretVariables(variables, local, origin != SecretsOrigin.AWS);
    }

    /** Whether one of these is set, and may be. */
    boolean hasAny(String... names) {
        return given && variables.hasAny(names);
    }

    void database() {
        if (given) {
            String user = variables.needed("DATABASE_USER", "the role that owns the service's tables");
            String password = variables.needed("DATABASE_PASSWORD", "that role's password");
            secrets = secrets.with(RagSecrets.DATABASE, "username", user, "password", password);
        }
    }

    void pinecone() {
        if (given) {
            secrets = secrets.with(RagSecrets.PINECONE, key("PINECONE_API_KEY", "the key"));
        }
    }

    void openAi() {
        if (given) {
            secrets = secrets.with(RagSecrets.OPENAI, key("OPENAI_API_KEY", "the key"));
        }
    }

    void origin() {
        if (given) {
            secrets = secrets.with(RagSecrets.ORIGIN, key("ORIGIN_SECRET", "what CloudFront sends in ORIGIN_HEADER"));
        }
    }

    private String key(String name, String what) {
        String key = variables.needed(name, what);
        if (!key.isEmpty() && !RagSecrets.isKey(key)) {
            variables.fault(
                    name + " must be 1 to 512 visible ASCII characters: is there a blank or a line break in it?");
        }
        return key;
    }

    /** All that were there. */
    GivenSecrets given(boolean wantsTokens) {
        if (given && wantsTokens && (!local || hasAny("JWT_KID", "JWT_KEY"))) {
            String kid = variables.needed("JWT_KID", "the id of the key that signs tokens");
            String key = variables.needed("JWT_KEY", "the key that signs tokens, 32 bytes or more");
            if (!key.isEmpty() && key.getBytes(StandardCharsets.UTF_8).length < 32) {
                variables.fault("JWT_KEY must have at least 32 bytes, as HS256 wants");
            }
            secrets = secrets.with(RagSecrets.JWT, "kid", kid, "key", key);
        }
        return secrets;
    }
}
