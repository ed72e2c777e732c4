package dev.eloquent.local.openai;

import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.StartCheck;
import java.time.InstantSource;
import java.util.Objects;

/** The settings of a stand-in of OpenAI; {@link LocalOpenAi#apiKey} has one. Not safe for use by several threads. */
public final class LocalOpenAiBuilder {
    private final String apiKey;
    private InstantSource clock = InstantSource.system();

    LocalOpenAiBuilder(String apiKey) {
        this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
    }

    LocalOpenAiBuilder clock(InstantSource value) {
        clock = value;
        return this;
    }

    /** Starts on a port that is free. */
    public LocalOpenAi start() {
        return start(0);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws IllegalArgumentException naming all settings that are out of range
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalOpenAi start(int port) {
        new StartCheck("openai")
                .that(!apiKey.isEmpty(), "apiKey must not be empty")
                .port(port)
                .done();
        return new LocalOpenAi(LoopbackServer.start(new OpenAiApi(apiKey, clock), port, System::nanoTime));
    }
}
