package dev.eloquent.examples.rag.local;

import dev.eloquent.examples.rag.passages.Embedder;
import dev.eloquent.examples.rag.secrets.GivenSecrets;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code --local} starts. Each needs jars of the folder {@code local/}; without them it is a NoClassDefFoundError. */
public final class StandIns {
    private StandIns() {}

    public static LocalPostgres postgres(Optional<Path> data) {
        return LocalPostgres.start(data);
    }

    /** An index that takes this key. */
    public static LocalIndex pinecone(int dimension, String key) {
        return LocalIndex.start(dimension, key);
    }

    /** Filled with what was given; what is missing there is made up. */
    public static LocalSecrets secrets(GivenSecrets given) {
        return LocalSecrets.start(given);
    }

    /** Secrets for what is started here. */
    public static GivenSecrets madeUp() {
        return LocalSecrets.madeUp();
    }

    /** Receivers of metrics and traces, and their page. */
    public static LocalTelemetry telemetry() {
        return LocalTelemetry.start();
    }

    public static Embedder embedder() {
        return new LocalEmbedder();
    }
}
