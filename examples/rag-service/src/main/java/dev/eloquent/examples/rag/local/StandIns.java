package dev.eloquent.examples.rag.local;

import dev.eloquent.examples.rag.passages.Embedder;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code --local} starts. Each needs jars of the folder {@code local/}; without them it is a NoClassDefFoundError. */
public final class StandIns {
    private StandIns() {}

    public static LocalPostgres postgres(Optional<Path> data) {
        return LocalPostgres.start(data);
    }

    public static LocalIndex pinecone(int dimension) {
        return LocalIndex.start(dimension);
    }

    public static Embedder embedder() {
        return new LocalEmbedder();
    }
}
