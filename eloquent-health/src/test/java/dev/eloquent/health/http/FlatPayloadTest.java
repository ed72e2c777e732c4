package dev.eloquent.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A payload that is completed must be, byte for byte, the one that would have been rendered anew. */
final class FlatPayloadTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.007Z");

    @Test
    void onlyTheTimeIsExchanged() {
        for (HealthStatus status : HealthStatus.values()) {
            HealthReport first = report(status, Optional.empty(), HealthStatus.HEALTHY, NOW);
            FlatPayload payload = FlatPayload.of(first);
            for (String time : List.of("2026-11-22T10:00:00Z", "1999-12-31T23:59:59.999Z", "+12026-01-01T00:00:00Z")) {
                HealthReport later = report(status, Optional.empty(), HealthStatus.HEALTHY, Instant.parse(time));
                assertThat(payload.says(later)).isTrue();
                assertThat(payload.at(later.timestamp())).isEqualTo(HealthJson.flat(later));
            }
            assertThat(payload.at(NOW)).isEqualTo(HealthJson.flat(first));
        }
    }

    @Test
    void whatHasChangedIsNoticed() {
        FlatPayload payload = FlatPayload.of(report(HealthStatus.HEALTHY, Optional.empty(), HealthStatus.HEALTHY, NOW));
        assertThat(payload.says(report(HealthStatus.DEGRADED, Optional.empty(), HealthStatus.HEALTHY, NOW)))
                .isFalse();
        assertThat(payload.says(report(HealthStatus.HEALTHY, Optional.empty(), HealthStatus.DEGRADED, NOW)))
                .isFalse();
        assertThat(payload.says(report(HealthStatus.HEALTHY, Optional.of(ReasonCode.STALE), HealthStatus.HEALTHY, NOW)))
                .isFalse();
    }

    private static HealthReport report(
            HealthStatus status, Optional<ReasonCode> reason, HealthStatus database, Instant now) {
        CheckReport check = new CheckReport("database", database, ReasonCode.OK, Instant.EPOCH, Optional.empty());
        return new HealthReport("health", status, 200, reason, now, "1.0.0", List.of(check));
    }
}
