package dev.eloquent.examples.rag;

import dev.eloquent.examples.rag.ask.AnswerWriter;
import dev.eloquent.examples.rag.ask.Quotation;
import dev.eloquent.examples.rag.limits.CallLimits;
import dev.eloquent.examples.rag.local.StandIns;
import dev.eloquent.examples.rag.openai.OpenAiEmbedder;
import dev.eloquent.examples.rag.openai.OpenAiWriter;
import dev.eloquent.examples.rag.passages.Embedder;
import dev.eloquent.examples.rag.remote.ApiAddress;
import dev.eloquent.examples.rag.remote.DependencyAway;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.examples.rag.settings.Settings;
import dev.eloquent.examples.rag.settings.StartFault;
import dev.eloquent.examples.rag.telemetry.ServiceTelemetry;
import dev.eloquent.metrics.secrets.SecretMeters;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretSource;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsManagerSource;
import dev.eloquent.shutdown.Shutdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the service stands on: what was configured, and beside it, with {@code --local}, what was not. */
record Backing(
        ServiceTelemetry telemetry,
        CallLimits limits,
        Secrets secrets,
        String database,
        ApiAddress pinecone,
        Embedder embedder,
        AnswerWriter writer) {
    static Backing of(Settings settings, String version, Shutdown shutdown) {
        try {
            // First, so that it knows of all the others, and is ended after them.
            ServiceTelemetry telemetry = ServiceTelemetry.start(settings.telemetry(), version, shutdown);
            CallLimits limits = new CallLimits(telemetry.telemetry());
            SecretSpec<?>[] needed = needed(settings);
            Secrets secrets =
                    shutdown.own(Secrets.from(source(settings, shutdown)).load(needed));
            telemetry
                    .telemetry()
                    .bind(SecretMeters.of(Stream.of(needed).map(secrets::get).toArray(Secret<?>[]::new)));
            String database = settings.database()
                    .orElseGet(() ->
                            shutdown.own(StandIns.postgres(settings.data())).url());
            Optional<ApiAddress> openAi =
                    settings.openAi().map(base -> new ApiAddress(base, secrets.get(RagSecrets.OPENAI)));
            Embedder embedder = openAi.<Embedder>map(address -> new OpenAiEmbedder(address, limits.openAi()))
                    .orElseGet(StandIns::embedder);
            AnswerWriter writer = openAi.<AnswerWriter>map(address -> new OpenAiWriter(address, limits.openAi()))
                    .orElseGet(Quotation::new);
            Secret<SecretText> key = secrets.get(RagSecrets.PINECONE);
            ApiAddress pinecone = new ApiAddress(
                    settings.pinecone()
                            .orElseGet(() -> shutdown.own(StandIns.pinecone(
                                            embedder.dimension(), key.get().reveal()))
                                    .address()),
                    key);
            return new Backing(telemetry, limits, secrets, database, pinecone, embedder, writer);
        } catch (LinkageError e) {
            throw notLoaded(e);
        }
    }

    private static SecretSource source(Settings settings, Shutdown shutdown) {
        return switch (settings.secretsFrom()) {
            case AWS -> SecretsManagerSource.fromEnvironment();
            case STAND_IN -> shutdown.own(StandIns.secrets(settings.given())).source();
            case ENVIRONMENT ->
                (settings.local() ? settings.given().orElse(StandIns.madeUp()) : settings.given()).source();
        };
    }

    private static SecretSpec<?>[] needed(Settings settings) {
        List<SecretSpec<?>> needed = new ArrayList<>(List.of(RagSecrets.DATABASE, RagSecrets.PINECONE));
        settings.openAi().ifPresent(used -> needed.add(RagSecrets.OPENAI));
        settings.rateLimit().originHeader().ifPresent(used -> needed.add(RagSecrets.ORIGIN));
        if (settings.wantsTokens()) {
            needed.add(RagSecrets.JWT);
        }
        return needed.toArray(new SecretSpec<?>[0]);
    }

    private static StartFault notLoaded(LinkageError fault) {
        if (fault instanceof NoClassDefFoundError && fault.getCause() instanceof ClassNotFoundException) {
            return new StartFault(
                    "--local needs the folder local/ beside rag-service.jar, with PostgreSQL, the stand-ins"
                            + " of Pinecone and of AWS and the embedding model; an image for production leaves"
                            + " it out");
        }
        // On a system without glibc, or where nothing in the folder for temporary files may be executed.
        return new StartFault("the embedding model does not run here: " + DependencyAway.rootOf(fault)
                + "; configure OpenAI to use its model instead");
    }
}
