package dev.eloquent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.pinecone.LocalPinecone;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every fault as a socket sees it. After each one the same request, without it, is answered as it should be. */
final class FaultTest {
    private static final String BODY = "{\"namespaces\":{},\"dimension\":3,\"indexFullness\":0.0,"
            + "\"totalVectorCount\":0,\"metric\":\"cosine\",\"vectorType\":\"dense\"}";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n";
    private static final String RIGHT = HEAD + "Connection: close\r\n\r\n" + BODY;
    private static final String REQUEST = "GET /describe_index_stats HTTP/1.1\r\nHost: local\r\nApi-Key: k\r\n";
    private static final String LAST_REQUEST = REQUEST + "Connection: close\r\n\r\n";

    private LocalPinecone pinecone;

    @BeforeEach
    void start() {
        pinecone = LocalPinecone.index("docs").dimension(3).apiKey("k").start();
    }

    /** The control run: what is scripted once is over, and nothing else was in the way. */
    @AfterEach
    void answersAsItShouldWithoutTheFault() throws IOException {
        assertThat(ask()).isEqualTo(RIGHT);
        pinecone.close();
    }

    @Test
    void resets() throws Exception {
        pinecone.faults().next(1, Fault.reset());
        assertThatThrownBy(this::ask).isInstanceOf(SocketException.class).hasMessage("Connection reset");
        assertThat(pinecone.requests().answered(0)).isEqualTo(1);
    }

    @Test
    void closesWithoutAnAnswer() throws Exception {
        pinecone.faults().next(1, Fault.close());
        assertThat(ask()).isEmpty();
    }

    @Test
    void neverAnswersUntilTheClientLeaves() throws Exception {
        pinecone.faults().next(1, Fault.silence());
        try (RawClient client = RawClient.to(pinecone.endpoint())) {
            client.send(LAST_REQUEST).patience(100);
            assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void delaysTheRightAnswer() throws Exception {
        pinecone.faults().next(1, Fault.delay(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(ask()).isEqualTo(RIGHT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void delaysAnotherFault() throws Exception {
        pinecone.faults().next(1, Fault.status(503).after(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(ask()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void truncatesTheBodyAndKeepsTheAnnouncedLength() throws Exception {
        pinecone.faults().next(1, Fault.truncate());
        assertThat(ask()).isEqualTo(HEAD + "\r\n" + BODY.substring(0, BODY.length() / 2));
    }

    @Test
    void tricklesTheBodyByteByByte() throws Exception {
        pinecone.faults().next(1, Fault.trickle(Duration.ofMillis(5)));
        long start = System.nanoTime();
        assertThat(ask()).isEqualTo(RIGHT);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(5L * BODY.length()));
    }

    @Test
    void answersWithAStatusHeadersAndABody() throws Exception {
        pinecone.faults().next(1, Fault.status(429).header("Retry-After", "1").body("slow down"));
        assertThat(ask())
                .isEqualTo("HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
                        + "Content-Length: 9\r\nConnection: close\r\n\r\nslow down");
    }

    @Test
    void answersWithGarbage() throws Exception {
        pinecone.faults().next(1, Fault.garbage());
        assertThat(ask()).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\n\r\n<{\"\u00c3(\u00ff\u0000");
    }

    @Test
    void answersWithWhatIsNotHttp() throws Exception {
        pinecone.faults().next(1, Fault.notHttp());
        assertThat(ask()).doesNotContain("HTTP/1.1").contains("this is not HTTP");
    }

    @Test
    void resetsAConnectionBeforeItsFirstRequest() throws Exception {
        pinecone.faults().connections().next(1, Fault.reset());
        try (RawClient client = RawClient.to(pinecone.endpoint())) {
            assertThatThrownBy(client::read).isInstanceOf(SocketException.class).hasMessage("Connection reset");
        }
    }

    @Test
    void saysNothingOnAConnection() throws Exception {
        pinecone.faults().connections().next(1, Fault.silence());
        try (RawClient client = RawClient.to(pinecone.endpoint())) {
            client.send(LAST_REQUEST).patience(100);
            assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(pinecone.requests().total()).isZero();
    }

    @Test
    void delaysAConnectionAndThenServesIt() throws Exception {
        pinecone.faults().connections().next(1, Fault.delay(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertThat(ask()).isEqualTo(RIGHT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void closesIdleConnectionsWhenAFaultForConnectionsIsGiven() throws Exception {
        try (RawClient kept = RawClient.to(pinecone.endpoint())) {
            assertThat(kept.send(REQUEST + "\r\n").readAnswer()).endsWith(BODY);
            assertThat(kept.send(REQUEST + "\r\n").readAnswer()).endsWith(BODY);

            pinecone.faults().connections().always(Fault.close());
            assertThat(kept.read()).isEqualTo(-1);
            assertThat(ask()).isEmpty();
        }
        pinecone.faults().clear();
    }

    /** An answer that is lost was still worked for; one that a fault replaces was not. */
    @Test
    void storesWhatATruncatedAnswerBelongsToButNotWhatAStatusReplaces() throws Exception {
        pinecone.faults().on("/vectors/upsert").next(1, Fault.status(500)).next(1, Fault.truncate());
        assertThat(upsert("one")).startsWith("HTTP/1.1 500 ");
        assertThat(upsert("two")).endsWith("\r\n\r\n{\"upserte");
        assertThat(ask()).contains("\"totalVectorCount\":1");
        pinecone.close();
        start();
    }

    /** The client gives up while the answer is held back; the work was done before. */
    @Test
    void storesAndCountsWhatADelayedAnswerBelongsToThoughTheClientGaveUp() throws Exception {
        pinecone.faults().next(1, Fault.delay(Duration.ofMinutes(5)));
        pinecone.faults().next(1, Fault.truncate().after(Duration.ofMinutes(5)));
        pinecone.faults().next(1, Fault.status(503).after(Duration.ofMinutes(5)));
        pinecone.faults().next(1, Fault.reset().after(Duration.ofMinutes(5)));
        for (String id : List.of("delayed", "cut", "refused", "reset")) {
            try (RawClient client = RawClient.to(pinecone.endpoint())) {
                client.send(upsertRequest(id)).patience(100);
                assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
            }
        }
        assertThat(pinecone.requests().latest())
                .extracting(ReceivedRequest::status)
                .containsExactly(200, 200, 503, 0);
        assertThat(ask()).contains("\"totalVectorCount\":2");
        pinecone.close();
        start();
    }

    @Test
    void answersAClientThatClosedItsSendingSideMeanwhile() throws Exception {
        pinecone.faults().next(1, Fault.delay(Duration.ofMillis(300))).next(1, Fault.trickle(Duration.ofMillis(1)));
        for (int i = 0; i < 2; i++) {
            try (RawClient client = RawClient.to(pinecone.endpoint())) {
                assertThat(client.send(LAST_REQUEST).endSending().readToEnd()).isEqualTo(RIGHT);
            }
        }
    }

    /** What a client of the everyday kind makes of them. */
    @Test
    void showsInTheJdksClient() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(pinecone.endpoint().resolve("/describe_index_stats"))
                .header("Api-Key", "k")
                .timeout(Duration.ofMillis(500))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo(BODY);

        pinecone.faults().next(1, Fault.silence()).next(1, Fault.truncate());
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString())).isInstanceOf(IOException.class);
    }

    private String ask() throws IOException {
        try (RawClient client = RawClient.to(pinecone.endpoint())) {
            return client.send(LAST_REQUEST).readToEnd();
        }
    }

    private String upsert(String id) throws IOException {
        try (RawClient client = RawClient.to(pinecone.endpoint())) {
            return client.send(upsertRequest(id)).readToEnd();
        }
    }

    private static String upsertRequest(String id) {
        String body = "{\"vectors\":[{\"id\":\"" + id + "\",\"values\":[1,2,3]}]}";
        return "POST /vectors/upsert HTTP/1.1\r\nApi-Key: k\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
