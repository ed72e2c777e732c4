package dev.eloquent.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.LocalQuota;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuotaAnswerTest {
    private static final QuotaPolicy MINUTE =
            QuotaPolicy.smooth("minute", 60, Duration.ofMinutes(1)).burst(10);

    private final LocalQuota quota = LocalQuota.builder(
                    MINUTE, QuotaPolicy.exact("tried", 5, Duration.ofHours(1)).dryRun())
            .nanoTime(() -> 0)
            .build();

    private QuotaDecision after(int permits, int more) {
        quota.tryAcquire("client", permits);
        return quota.check("client", more);
    }

    @Test
    void saysWhatEachPolicyIs() {
        assertThat(QuotaAnswer.policies(List.of(
                        MINUTE,
                        QuotaPolicy.exact("per.client-2", 1_000, Duration.ofHours(1)),
                        QuotaPolicy.exact("fast", 3, Duration.ofMillis(1_500)))))
                .isEqualTo("\"minute\";q=60;w=60, \"per.client-2\";q=1000;w=3600, \"fast\";q=3");
    }

    @Test
    void saysNothingOfWhatIsOnlyTried() {
        QuotaPolicy tried = QuotaPolicy.exact("tried", 5, Duration.ofHours(1)).dryRun();
        assertThat(QuotaAnswer.policies(List.of(MINUTE, tried))).isEqualTo("\"minute\";q=60;w=60");
        assertThat(QuotaAnswer.policies(List.of(tried))).isEmpty();
        QuotaDecision decision = after(5, 1);
        assertThat(decision.violated()).extracting(QuotaPolicy::name).containsExactly("tried");
        assertThat(QuotaAnswer.of(decision).limit()).isEqualTo("\"minute\";r=4;t=6");
    }

    @Test
    void saysWhatIsLeftAndForHowLong() {
        assertThat(QuotaAnswer.of(after(1, 1)).limit()).isEqualTo("\"minute\";r=8;t=2");
        assertThat(QuotaAnswer.of(after(4, 4)).limit()).isEqualTo("\"minute\";r=0;t=10");
    }

    @Test
    void neverAsksToComeBackTooEarlyNorAllAtOnce() {
        QuotaDecision denied = after(10, 10);
        assertThat(QuotaAnswer.of(denied).limit()).isEqualTo("\"minute\";r=0;t=10");
        assertThat(QuotaAnswer.of(denied, bound -> 0).retryAfter()).contains("10");
        assertThat(QuotaAnswer.of(denied, bound -> bound - 1).retryAfter()).contains("12");
        assertThat(QuotaAnswer.of(after(1, 1), bound -> 0).retryAfter()).contains("1");
    }

    @Test
    void saysNoTimeWhereThereIsNone() {
        QuotaAnswer never = QuotaAnswer.of(quota.check("client", 11));
        assertThat(never.limit()).isEqualTo("\"minute\";r=10");
        assertThat(never.retryAfter()).isEmpty();
    }

    @Test
    void namesThePoliciesThatRefused() {
        assertThat(QuotaAnswer.of(after(10, 1)).problem())
                .isEqualTo("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                        + "\"title\":\"Too many requests\",\"status\":429,\"violated-policies\":[\"minute\"]}");
    }
}
