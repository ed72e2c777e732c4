package dev.eloquent.metrics.emf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A JVM whose standard output is a pipe that is full. */
final class UnreadOutputTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** For a request of either, so that what holds up one of them holds up the other. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newHttpClient();

    private static ChildJvm start(String mode) {
        return ChildJvm.of(UnreadService.class).args(mode).unreadOutput().start();
    }

    private void get(ChildJvm child, String path, Duration limit) throws IOException, InterruptedException {
        String port = child.awaitLine("listening on ", LIMIT).substring("listening on ".length());
        client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(limit)
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void requestsAreAnsweredAndTheCloseEndsAtItsDeadline() throws IOException, InterruptedException {
        try (ChildJvm child = start("ours")) {
            String waiting = child.awaitLine("waiting: ", LIMIT);
            assertThat(Integer.parseInt(waiting.substring("waiting: ".length())))
                    .isPositive();
            for (int i = 0; i < 300; i++) {
                get(child, "/" + i % 10, ANSWER);
            }
            get(child, "/end", LIMIT);
            String closed = child.awaitLine("closed: ", LIMIT);
            assertThat(Integer.parseInt(closed.split(" ", -1)[1])).isLessThan(4_000);
            assertThat(closed)
                    .contains("dropped: they were not sent before the close had to end")
                    .contains("uncertain");
            assertThat(child.awaitExit(LIMIT)).hasValue(0);
        }
    }

    /** Control: who writes to standard output himself waits for a reader that does not come. */
    @Test
    void control_requestsThatWriteThemselvesHang() {
        try (ChildJvm child = start("control")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 300; i++) {
                            get(child, "/", ANSWER);
                        }
                    })
                    .isInstanceOf(HttpTimeoutException.class);
        }
    }
}
