package dev.eloquent.metrics.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** How many series there can be, whatever a user's function takes for a route and a handler for a status. */
final class ServerTimersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ServerTimers timers = new ServerTimers(registry);

    @Test
    void whatComesAfterAThousandRoutesIsOther() {
        for (int i = 0; i < 1_500; i++) {
            timers.record(HttpMethod.GET, "/path/" + i, 200, Outcome.SUCCESS, 1);
        }
        assertThat(registry.find("http.server.requests").timers()).hasSize(1_001);
        assertThat(registry.get("http.server.requests")
                        .tag("uri", "other")
                        .timer()
                        .count())
                .isEqualTo(500);
        timers.record(HttpMethod.GET, "/path/7", 200, Outcome.SUCCESS, 1);
        assertThat(registry.get("http.server.requests")
                        .tag("uri", "/path/7")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("http.server.responses").timer().count()).isEqualTo(1_501);
    }

    @Test
    void aNumberThatIsNoStatusIsUnknown() {
        for (int status : new int[] {-1, 0, 99, 600, 123_456}) {
            timers.record(HttpMethod.GET, null, status, Outcome.of(status), 1);
        }
        assertThat(registry.find("http.server.requests").timers())
                .singleElement()
                .satisfies(timer -> {
                    assertThat(timer.getId().getTag("status")).isEqualTo("UNKNOWN");
                    assertThat(timer.getId().getTag("outcome")).isEqualTo("UNKNOWN");
                    assertThat(timer.count()).isEqualTo(5);
                });
    }
}
