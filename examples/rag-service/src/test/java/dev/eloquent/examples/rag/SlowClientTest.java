package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that do not read, or do not send: each costs little, and the others do not notice. */
final class SlowClientTest {
    private static final String CONVERSATION = "0b7e7c3e-5c53-4c8e-9f0b-0f2d1f1b6a55";
    private static final String ASK = "POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static RunningService service;

    private final List<Socket> clients = new ArrayList<>();

    @BeforeAll
    static void start() throws InterruptedException, SQLException {
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
        service = RunningService.start(postgres, pinecone);
        postgres.execute("INSERT INTO conversation VALUES ('" + CONVERSATION + "', now())");
        postgres.execute("INSERT INTO exchange SELECT '" + CONVERSATION
                + "', n, now(), repeat('x', 2000), repeat('y', 20000) FROM generate_series(1, 50) n");
    }

    @AfterAll
    static void stop() {
        service.close();
        pinecone.close();
        postgres.close();
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void clientsThatDoNotReadLeaveThreadsForProbes() throws Exception {
        byte[] requests = ("GET /api/conversations/" + CONVERSATION + " HTTP/1.1\r\nHost: x\r\n\r\n")
                .repeat(2_000)
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 80; i++) {
            Socket client = new Socket();
            client.setReceiveBufferSize(2_048);
            client.connect(service.address());
            clients.add(client);
            Thread sender = new Thread(() -> write(client, requests));
            sender.setDaemon(true);
            sender.start();
            // One after another, so that those that got a place are stuck when the next comes.
            Thread.sleep(30);
        }
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            assertThat(service.get("/health/ready").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aListHasTheBeginningOfAQuestion() {
        // The clients of another test may have all places for a moment.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(service.get("/api/conversations?limit=100")
                                .whole()
                                .body())
                        .contains("\"" + "x".repeat(120) + "\""));
    }

    @Test
    void halvesOfBodiesTakeNoPlaceAndAreNotWaitedForLong() throws IOException {
        for (int i = 0; i < 20; i++) {
            clients.add(service.connect());
            write(clients.get(i), (ASK + "Content-Length: 100\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
        }
        long start = System.nanoTime();
        assertThat(service.ask("Anybody there?").status()).isEqualTo(200);
        assertThat(new String(clients.get(0).getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 408");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(7_500));
    }

    @Test
    void aBodyThatBreaksItsOwnFramingIsMalformed() throws IOException {
        assertThat(service.raw((ASK + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 400 ");
        assertThat(service.raw(
                        (ASK + "Transfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 415 ");
        Socket half = service.connect();
        clients.add(half);
        write(half, (ASK + "Content-Length: 100\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
        half.shutdownOutput();
        assertThat(new String(half.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 400");
    }

    @Test
    void aKeptConnectionOutlivesThePauseThatARequestMayMake() throws Exception {
        Socket kept = service.connect();
        clients.add(kept);
        kept.setSoTimeout(12_500);
        for (int i = 0; i < 2; i++) {
            write(kept, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(kept.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            kept.getInputStream().skipNBytes(kept.getInputStream().available());
            // Longer than a request under way may stall: real time, as Jetty's clock cannot be set.
            Thread.sleep(i == 0 ? 11_500 : 0);
        }
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException ended) {
            // The server, or the test, has had enough.
            return;
        }
    }
}
