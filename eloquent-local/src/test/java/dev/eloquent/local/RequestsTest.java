package dev.eloquent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequestsTest {
    private static final Requests REQUESTS = new Requests(
            5,
            List.of(at(0, "/a", 200), at(999, "/a", 429), at(1000, "/b", 0), at(1500, "/a", 200), at(3000, "/b", 200)));

    @Test
    void countsByPathAndStatus() {
        assertThat(REQUESTS.to("/a")).isEqualTo(3);
        assertThat(REQUESTS.answered(200)).isEqualTo(3);
        assertThat(REQUESTS.answered(0)).isEqualTo(1);
    }

    /** A span of a second that begins at 0 ends before 1000. */
    @Test
    void findsTheBusiestSpan() {
        assertThat(REQUESTS.busiest(Duration.ofSeconds(1))).isEqualTo(3);
        assertThat(REQUESTS.busiest(Duration.ofMillis(501))).isEqualTo(2);
        assertThat(REQUESTS.busiest(Duration.ofMillis(1))).isEqualTo(1);
        assertThat(REQUESTS.busiest(Duration.ofSeconds(10))).isEqualTo(5);
        assertThat(new Requests(0, List.of()).busiest(Duration.ofSeconds(1))).isZero();
    }

    private static ReceivedRequest at(int millis, String path, int status) {
        return new ReceivedRequest(Duration.ofMillis(millis), "GET", path, status);
    }
}
