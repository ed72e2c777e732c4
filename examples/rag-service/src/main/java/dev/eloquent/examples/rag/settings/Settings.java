package dev.eloquent.examples.rag.settings;

import dev.eloquent.examples.rag.secrets.GivenSecrets;
import dev.eloquent.examples.rag.secrets.SecretsOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the service was told. What is empty is started beside it, and only where {@code local} is true.
 *
 * @param data where the local database is kept; empty for one that ends with the service
 * @param database its URL
 * @param wantsTokens whether {@code /api/*} is for those who bring a token
 * @param given the secrets that variables gave; none where they come from Secrets Manager
 */
public record Settings(
        int port,
        boolean local,
        Optional<Path> data,
        Optional<String> database,
        Optional<URI> pinecone,
        Optional<URI> openAi,
        boolean wantsTokens,
        SecretsOrigin secretsFrom,
        GivenSecrets given,
        RateLimitSettings rateLimit,
        TelemetrySettings telemetry) {

    public static final String USAGE = """
            usage: java -jar rag-service.jar [--local [--data DIR]]
              --local     start whatever is not configured: PostgreSQL, stand-ins of Pinecone, Secrets Manager,
                          CloudWatch and X-Ray, an embedding model
              --data DIR  keep the local database in DIR
            environment: PORT, SECRETS, AUTH, DATABASE_URL, PINECONE_INDEX_HOST, OPENAI_BASE_URL, STOP_TIMEOUT_SECONDS,
              RATE_LIMIT_STORE, RATE_LIMIT_PER_MINUTE, CLIENT_ADDRESS, ORIGIN_HEADER, REDIS_URL,
              TELEMETRY, ENVIRONMENT, AWS_REGION, OTEL_EXPORTER_OTLP_ENDPOINT, LOG_FORMAT,
              and with SECRETS=env or --local DATABASE_USER, DATABASE_PASSWORD, PINECONE_API_KEY, OPENAI_API_KEY,
              ORIGIN_SECRET, JWT_KID, JWT_KEY (see README.md)""";

    /**
     * Reads both.
     *
     * @throws StartFault naming everything that is missing or wrong
     */
    public static Settings of(List<String> arguments, Map<String, String> environment) {
        Faults faults = new Faults();
        Arguments line = Arguments.of(arguments, faults);
        Variables variables = new Variables(environment, faults);
        SecretsOrigin secretsFrom = SecretVariables.origin(variables, line.local());
        boolean wantsTokens = variables.oneOf("AUTH", "none", "jwt").equals("jwt");
        checkLogFormat(environment, faults);
        SecretVariables secrets = SecretVariables.of(variables, line.local(), secretsFrom);
        Environment env = new Environment(variables, !line.local(), secrets);
        int port = env.port();
        Optional<String> database = env.database();
        Optional<URI> pinecone = env.pinecone();
        Optional<URI> openAi = env.openAi();
        RateLimitSettings rateLimit = RateLimitSettings.of(variables, line.local());
        rateLimit.originHeader().ifPresent(header -> secrets.origin());
        Settings settings = new Settings(
                port,
                line.local(),
                line.data(),
                database,
                pinecone,
                openAi,
                wantsTokens,
                secretsFrom,
                secrets.given(wantsTokens),
                rateLimit,
                TelemetrySettings.of(variables, environment, line.local()));
        if (settings.data.isPresent() && settings.database.isPresent()) {
            faults.add("--data keeps the local database, but DATABASE_URL says that there is another: leave out one");
        }
        faults.throwIfAny();
        return settings;
    }

    /** logback.xml reads it by itself and as it is: of another word, or of a blank one, it would make no log at all. */
    private static void checkLogFormat(Map<String, String> environment, Faults faults) {
        String format = environment.getOrDefault("LOG_FORMAT", "text");
        if (!format.equals("text") && !format.equals("json")) {
            faults.add("LOG_FORMAT must be text or json, was '" + format + "'");
        }
    }

    /** Where to listen: a laptop in a café is not to serve the café. */
    public String host() {
        return local ? "127.0.0.1" : "0.0.0.0";
    }
}
