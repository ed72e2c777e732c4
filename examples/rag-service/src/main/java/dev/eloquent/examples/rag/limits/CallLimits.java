package dev.eloquent.examples.rag.limits;

import dev.eloquent.resilience4j.OutboundLimit;
import dev.eloquent.resilience4j.OutboundLimits;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;

/** How often one task calls those who count our calls. With ten tasks each has a tenth of what the account may. */
public final class CallLimits {
    private static final OutboundLimit OPENAI =
            OutboundLimit.of("openai", 600, Duration.ofMinutes(1)).longestWait(Duration.ofSeconds(5));
    private static final OutboundLimit PINECONE =
            OutboundLimit.of("pinecone", 200, Duration.ofSeconds(1)).longestWait(Duration.ofSeconds(1));

    private final OutboundLimits limits = OutboundLimits.of(OPENAI, PINECONE);

    /** Of embeddings and answers together. */
    public RateLimiter openAi() {
        return limits.limiter(OPENAI.name());
    }

    /** Of searches and uploads. */
    public RateLimiter pinecone() {
        return limits.limiter(PINECONE.name());
    }
}
