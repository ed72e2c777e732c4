package dev.eloquent.examples.rag.local;

import dev.eloquent.local.pinecone.LocalPinecone;
import java.net.URI;

/** A stand-in of a Pinecone index. It begins empty each time: the library fills it from the documents. */
public final class LocalIndex implements AutoCloseable {
    private final LocalPinecone pinecone;

    private LocalIndex(LocalPinecone pinecone) {
        this.pinecone = pinecone;
    }

    static LocalIndex start(int dimension, String key) {
        return new LocalIndex(LocalPinecone.index("documents")
                .dimension(dimension)
                .apiKey(key)
                .start());
    }

    public URI address() {
        return pinecone.endpoint();
    }

    @Override
    public void close() {
        pinecone.close();
    }
}
