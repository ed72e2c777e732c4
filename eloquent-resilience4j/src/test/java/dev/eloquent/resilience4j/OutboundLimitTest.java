package dev.eloquent.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eloquent.ratelimit.RateLimitConfigurationException;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The settings of a limit, and all that can be wrong with them. */
final class OutboundLimitTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void dividesTheWindowIntoOnePeriodFewerThanTheQuotaHasRoomFor() {
        RateLimiterConfig config = OutboundLimit.of("openai", 600, MINUTE).config();
        assertThat(config.getLimitForPeriod()).isEqualTo(10);
        assertThat(config.getLimitRefreshPeriod()).isEqualTo(Duration.ofNanos(1_016_949_153));
        assertThat(config.getTimeoutDuration()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aSmallQuotaHasABurstOfOne() {
        OutboundLimit limit = OutboundLimit.of("reports", 2, MINUTE);
        assertThat(limit.burst()).isEqualTo(1);
        assertThat(limit.config().getLimitRefreshPeriod()).isEqualTo(MINUTE);
    }

    @Test
    void tellsWhatItIs() {
        OutboundLimit limit = OutboundLimit.of("openai", 600, MINUTE).burst(20).longestWait(Duration.ofSeconds(30));
        assertThat(limit).hasToString("openai: 600 in PT1M, 20 at once, waits PT30S at most");
        assertThat(limit.name()).isEqualTo("openai");
        assertThat(limit.quota()).isEqualTo(600);
        assertThat(limit.window()).isEqualTo(MINUTE);
        assertThat(limit.longestWait()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        RateLimitConfigurationException error = catchThrowableOfType(
                RateLimitConfigurationException.class,
                () -> OutboundLimits.of(
                        OutboundLimit.of("open\nai", 1, Duration.ZERO).longestWait(Duration.ofSeconds(-1)),
                        OutboundLimit.of("pinecone", 10, MINUTE).burst(6),
                        OutboundLimit.of("pinecone", 100_000, Duration.ofSeconds(1))
                                .burst(1)
                                .longestWait(Duration.ofHours(2))));
        assertThat(error.faults())
                .containsExactly(
                        "limit 'open?ai': a name must be 1 to 64 of A-Z a-z 0-9 . _ -",
                        "limit 'open?ai': window must be PT0.001S to PT744H, was PT0S",
                        "limit 'open?ai': quota must be 2 to 1000000000, was 1; for a single call in a window use an exact"
                                + " QuotaPolicy",
                        "limit 'open?ai': the longest wait must be PT0S to PT1H, was PT-1S",
                        "limit 'pinecone': burst must be 1 to 5, half of the quota, was 6",
                        "limit 'pinecone': a burst of 1 makes periods of PT0.000010001S, they must be PT0.001S or longer;"
                                + " choose a larger burst",
                        "limit 'pinecone': the longest wait must be PT0S to PT1H, was PT2H",
                        "limit 'pinecone': each dependency needs a name of its own, two have this one");
    }

    @Test
    void theLimitsOfTheSettingsAreAllowed() {
        assertThat(OutboundLimit.of("a", 2, Duration.ofMillis(1))
                        .longestWait(Duration.ZERO)
                        .faults())
                .isEmpty();
        assertThat(OutboundLimit.of("Z".repeat(64), 1_000_000_000, Duration.ofDays(31))
                        .burst(500_000_000)
                        .longestWait(Duration.ofHours(1))
                        .faults())
                .isEmpty();
    }
}
