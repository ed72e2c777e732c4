package dev.eloquent.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.RawClient;
import dev.eloquent.local.openai.LocalOpenAi;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong on the wire, and what is merely unusual. */
final class MalformedRequestTest {
    private static final String BODY = "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":1}";
    private static final String HEAD = "POST /v1/embeddings HTTP/1.1\r\nAuthorization: Bearer k\r\n";
    private static final String RIGHT = HEAD + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    private LocalOpenAi openAi;

    @BeforeEach
    void start() {
        openAi = LocalOpenAi.apiKey("k").start();
    }

    @AfterEach
    void close() {
        openAi.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello|400|the request line is not one of HTTP/1.1",
                "GET / HTTP/3.0|400|the request line is not one of HTTP/1.1",
                "get / HTTP/1.1|400|the request line is not one of HTTP/1.1",
                "GET http://x/ HTTP/1.1|400|the request target must begin with a slash",
                "GET /%zz HTTP/1.1|400|the request target is not percent-encoded as it should be",
                "GET / HTTP/1.1\\nNo colon|400|a header is not of the form \"name: value\"",
                "GET / HTTP/1.1\\nContent-Length: 1\\nContent-Length: 2|400|header content-length is given twice",
                "GET / HTTP/1.1\\nContent-Length: -1|400|Content-Length must be a whole number",
                "GET / HTTP/1.1\\nContent-Length: 1\\nTransfer-Encoding: chunked"
                        + "|400|the body must have a Content-Length or be chunked",
                "GET / HTTP/1.1\\nTransfer-Encoding: gzip|400|the body must have a Content-Length or be chunked",
                "GET / HTTP/1.1\\nContent-Encoding: gzip"
                        + "|415|a compressed body is not understood here: send it as it is",
                "GET / HTTP/1.1\\nContent-Length: 8388609"
                        + "|413|the body must have at most 8388608 bytes: send less at once"
            })
    void refusesWhatItCannotRead(String head, int status, String message) throws Exception {
        String answer = exchange(head.replace("\\n", "\r\n") + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\nConnection: close\r\n")
                .contains("{\"error\":{\"message\":\"" + message.replace("\"", "\\\"") + "\",");
    }

    @Test
    void refusesABodyThatGrowsTooLargeInChunks() throws Exception {
        String chunk = "100000\r\n" + "x".repeat(0x100000) + "\r\n";
        String answer = exchange(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(8) + "1\r\nx\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 Content Too Large\r\n");
    }

    @Test
    void refusesAnEndlessHead() throws Exception {
        assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(70_000))).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void refusesAnEndlessRequestLine() throws Exception {
        assertThat(exchange("GET /" + "x".repeat(70_000)))
                .startsWith("HTTP/1.1 431 ")
                .contains("{\"error\":{\"message\":\"the head of a request must have at most 65536 bytes\",");
        assertThat(openAi.requests().answered(431)).isEqualTo(1);
    }

    @Test
    void outlivesClientsThatLeaveInTheMiddle() throws Exception {
        for (int length = 1; length < RIGHT.length(); length += 7) {
            try (RawClient client = RawClient.to(openAi.endpoint())) {
                client.send(RIGHT.substring(0, length));
            }
        }
        assertRight(RIGHT);
    }

    @Test
    void understandsChunksAndTrailers() throws Exception {
        String chunks = "a;x=y\r\n" + BODY.substring(0, 10) + "\r\n" + Integer.toHexString(BODY.length() - 10) + "\r\n"
                + BODY.substring(10) + "\r\n0\r\nX-Trailer: 1\r\n\r\n";
        assertRight(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    @Test
    void asksAClientToGoOnThatWaitsForIt() throws Exception {
        try (RawClient client = RawClient.to(openAi.endpoint())) {
            client.send(HEAD + "Expect: 100-continue\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
            for (char expected : "HTTP/1.1 100 Continue\r\n\r\n".toCharArray()) {
                assertThat(client.read()).isEqualTo(expected);
            }
            assertThat(client.send(BODY).readAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void answersSeveralRequestsOfOneConnectionInOrder() throws Exception {
        try (RawClient client = RawClient.to(openAi.endpoint())) {
            client.send(RIGHT + "GET /nowhere HTTP/1.1\r\nAuthorization: Bearer k\r\n\r\n" + RIGHT);
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 404 ");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void closesAfterARequestOfHttp10() throws Exception {
        assertThat(exchange(RIGHT.replace("HTTP/1.1", "HTTP/1.0"))).startsWith("HTTP/1.1 200 OK\r\n");
    }

    private void assertRight(String request) throws IOException {
        try (RawClient client = RawClient.to(openAi.endpoint())) {
            assertThat(client.send(request).readAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    private String exchange(String request) throws IOException {
        try (RawClient client = RawClient.to(openAi.endpoint())) {
            return client.send(request).readToEnd();
        }
    }
}
