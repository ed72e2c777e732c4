package dev.eloquent.docs;

import dev.eloquent.ratelimit.Quota;
import dev.eloquent.resilience4j.OutboundLimit;
import dev.eloquent.resilience4j.OutboundLimits;
import dev.eloquent.resilience4j.Resilience4jQuota;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.io.IOException;
import java.time.Duration;

/** The code that docs/rate-limiting.md quotes of resilience4j: it compiles, or the guide is wrong. */
final class Resilience4jGuide {
    interface Model {
        String complete(String question) throws IOException;
    }

    // spotless:off
    static final OutboundLimit OPENAI =
            OutboundLimit.of("openai", 600, Duration.ofMinutes(1)).longestWait(Duration.ofSeconds(20));
    static final OutboundLimit PINECONE = OutboundLimit.of("pinecone", 100, Duration.ofSeconds(1));

    final OutboundLimits limits = OutboundLimits.of(OPENAI, PINECONE);

    String call(Model model, String question) throws Exception {
        return
                limits.call("openai", () -> model.complete(question));
    }

    int waiting(Runnable refused) {
        RateLimiter openai = limits.limiter("openai");
        openai.getEventPublisher().onFailure(event -> refused.run());
        return openai.getMetrics().getNumberOfWaitingThreads();
    }

    Quota quota() {
        RateLimiter limiter = RateLimiter.of("search", RateLimiterConfig.custom()
                .limitForPeriod(50)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .timeoutDuration(Duration.ZERO)
                .build());
        return Resilience4jQuota.of(limiter);
    }
    // spotless:on
}
