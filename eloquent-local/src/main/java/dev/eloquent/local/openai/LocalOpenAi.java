package dev.eloquent.local.openai;

import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;

/**
 * A stand-in of OpenAI on loopback: {@code /v1/embeddings} and {@code /v1/chat/completions}.
 *
 * <pre>{@code
 * try (LocalOpenAi openAi = LocalOpenAi.apiKey("local").start()) {
 *     URI endpoint = openAi.endpoint();
 * }
 * }</pre>
 *
 * <p>Answers are the same for the same request. Embeddings are near each other where texts share words, whatever they
 * mean; chat says that it is a stand-in and quotes what it was given. Numbers of tokens are estimates.
 */
public final class LocalOpenAi implements LocalService {
    private final LoopbackServer server;

    LocalOpenAi(LoopbackServer server) {
        this.server = server;
    }

    /**
     * The settings of a stand-in, to be started.
     *
     * @param key the key that a client must send; others are answered with 401; not empty
     */
    public static LocalOpenAiBuilder apiKey(String key) {
        return new LocalOpenAiBuilder(key);
    }

    @Override
    public String name() {
        return "openai";
    }

    /** The base URL, as a client takes it: {@code http://127.0.0.1:PORT/v1}. */
    @Override
    public URI endpoint() {
        return server.root().resolve(OpenAiApi.ROOT);
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
