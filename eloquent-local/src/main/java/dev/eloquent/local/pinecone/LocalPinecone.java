package dev.eloquent.local.pinecone;

import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;

/**
 * A stand-in of one Pinecone index on loopback: upsert, query, fetch, update, list, delete and describe_index_stats over
 * REST.
 *
 * <pre>{@code
 * try (LocalPinecone pinecone = LocalPinecone.index("docs").dimension(384).start()) {
 *     URI endpoint = pinecone.endpoint();
 * }
 * }</pre>
 *
 * <p>It compares each query with every vector, and what was written is there for the next request: the real service is
 * quicker with many vectors and later with new ones. It speaks no gRPC and answers such calls with UNIMPLEMENTED.
 */
public final class LocalPinecone implements LocalService {
    private final String index;
    private final LoopbackServer server;

    LocalPinecone(String index, LoopbackServer server) {
        this.index = index;
        this.server = server;
    }

    /**
     * The settings of an index, to be started.
     *
     * @param name for people; the data plane does not know it
     */
    public static LocalPineconeBuilder index(String name) {
        return new LocalPineconeBuilder(name);
    }

    @Override
    public String name() {
        return "pinecone";
    }

    /** The name of the index. */
    public String index() {
        return index;
    }

    /** The host of the index, as a client takes it: {@code http://127.0.0.1:PORT}. */
    @Override
    public URI endpoint() {
        return server.root();
    }

    @Override
    public Faults faults() {
        return server.faults();
    }

    @Override
    public Requests requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }
}
