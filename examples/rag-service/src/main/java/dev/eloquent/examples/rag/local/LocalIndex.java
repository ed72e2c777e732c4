package dev.eloquent.examples.rag.local;

import dev.eloquent.examples.rag.remote.ApiAddress;
import dev.eloquent.local.pinecone.LocalPinecone;

/** A stand-in of a Pinecone index. It begins empty each time: the library fills it from the documents. */
public final class LocalIndex implements AutoCloseable {
    private static final String KEY = "local";

    private final LocalPinecone pinecone;

    private LocalIndex(LocalPinecone pinecone) {
        this.pinecone = pinecone;
    }

    static LocalIndex start(int dimension) {
        return new LocalIndex(LocalPinecone.index("documents")
                .dimension(dimension)
                .apiKey(KEY)
                .start());
    }

    public ApiAddress address() {
        return new ApiAddress(pinecone.endpoint(), KEY);
    }

    @Override
    public void close() {
        pinecone.close();
    }
}
