package dev.eloquent.examples.rag.limits;

import dev.eloquent.examples.rag.remote.Outbound;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.http.HttpClientTelemetry;
import dev.eloquent.resilience4j.OutboundLimit;
import dev.eloquent.resilience4j.OutboundLimits;
import java.time.Duration;

/** How often one task calls those who count our calls. With ten tasks each has a tenth of what the account may. */
public final class CallLimits {
    private static final OutboundLimit OPENAI =
            OutboundLimit.of("openai", 600, Duration.ofMinutes(1)).longestWait(Duration.ofSeconds(5));
    private static final OutboundLimit PINECONE =
            OutboundLimit.of("pinecone", 200, Duration.ofSeconds(1)).longestWait(Duration.ofSeconds(1));

    private final OutboundLimits limits = OutboundLimits.of(OPENAI, PINECONE);
    private final Telemetry telemetry;

    /** @param telemetry where calls are timed and traced */
    public CallLimits(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** Of embeddings and answers together. */
    public Outbound openAi() {
        return outbound(OPENAI.name());
    }

    /** Of searches and uploads. */
    public Outbound pinecone() {
        return outbound(PINECONE.name());
    }

    private Outbound outbound(String name) {
        HttpClientTelemetry watched = HttpClientTelemetry.of(name, telemetry.meters(), telemetry.openTelemetry());
        return new Outbound(limits.limiter(name), watched::wrap);
    }
}
