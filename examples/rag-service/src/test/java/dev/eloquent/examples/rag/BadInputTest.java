package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, how it is told, and that nothing of it is stored. */
final class BadInputTest {
    private static final String RANDOM_ID = "0b7e7c3e-5c53-4c8e-9f0b-0f2d1f1b6a55";
    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static RunningService service;

    @BeforeAll
    static void start() throws InterruptedException {
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
        service = RunningService.start(postgres, pinecone);
    }

    @AfterAll
    static void stop() {
        service.close();
        pinecone.close();
        postgres.close();
    }

    @AfterEach
    void nothingIsStored() throws SQLException {
        assertThat(postgres.queryLong("SELECT (SELECT count(*) FROM conversation) + (SELECT count(*) FROM exchange)"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                   | #/question     | must be a string
            {"question":null}                    | #/question     | must be a string
            {"question":7}                       | #/question     | must be a string
            {"question":["a"]}                   | #/question     | must be a string
            {"question":""}                      | #/question     | must have 1 to 2000 characters, not counting blanks at its ends
            {"question":" \\t\\n "}              | #/question     | must have 1 to 2000 characters, not counting blanks at its ends
            {"question":"a\\u0000b"}             | #/question     | must not have control characters or halves of surrogate pairs
            {"question":"a\\u001bb"}             | #/question     | must not have control characters or halves of surrogate pairs
            {"question":"a\\ud83d"}              | #/question     | must not have control characters or halves of surrogate pairs
            {"question":"\\u200b"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\u00a0"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\ufeff"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\u2060"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\u00ad"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\ufffd"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\ufe0f"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\ue000"}               | #/question     | must have a letter, a digit or a symbol
            {"question":"\\ude00a"}              | #/question     | must not have control characters or halves of surrogate pairs
            {"question":"a","conversation":7}    | #/conversation | must be the id of a conversation, as an earlier answer had it
            {"question":"a","conversation":"1-1-1-1-1"} | #/conversation | must be the id of a conversation, as an earlier answer had it
            {"question":"a","topK":7}            | #              | has a field that is not known: leave it out
            """)
    void aFieldThatIsWrongIsNamed(String body, String pointer, String detail) {
        Answer answer = service.post(body);

        expectProblem(answer, 422, "invalid-request");
        assertThat(answer.body().at("/errors")).hasSize(1);
        assertThat(answer.at("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.at("/errors/0/detail")).isEqualTo(detail);
    }

    @Test
    void allFieldsThatAreWrongAreToldAtOnce() {
        assertThat(service.post("{\"question\":\"\",\"conversation\":\"x\",\"mode\":1}")
                        .body()
                        .at("/errors"))
                .hasSize(3);
    }

    @Test
    void aQuestionHasTwoThousandCharactersAtMost() {
        expectProblem(service.ask("x".repeat(2_001)), 422, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "{",
                "{\"question\":\"a\"",
                "{'question':'a'}",
                "{\"question\":\"a\"} {}",
                "{\"question\":\"a\"}x",
                "{\"question\":\"a\",\"question\":\"b\"}",
                "[]",
                "null",
                "\"a\"",
                "{\"question\":\"a\nb\"}",
                "{\"question\":\"\\x\"}",
                "{\"question\":[[[[[[[[[[]]]]]]]]]]}",
                "\uFEFF{\"question\":\"a\"}",
                "{\"question\":NaN}"
            })
    void aBodyThatIsNoJsonObjectIsRefused(String body) {
        expectProblem(service.post(body), 400, "malformed-body");
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedRatherThanReplaced() {
        for (byte[] bytes : new byte[][] {
            {(byte) 0xff},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82}
        }) {
            byte[] body = concat(
                    "{\"question\":\"a".getBytes(StandardCharsets.UTF_8),
                    bytes,
                    "\"}".getBytes(StandardCharsets.UTF_8));
            expectProblem(post(body, "application/json", Map.of()), 400, "malformed-body");
        }
        expectProblem(
                post("{\"question\":\"a\"}".getBytes(StandardCharsets.UTF_16), "application/json", Map.of()),
                400,
                "malformed-body");
    }

    @Test
    void aBodyOfAnotherTypeOrCodingIsRefused() {
        byte[] body = "{\"question\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        for (String type : new String[] {
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json;charset=latin1",
            "application/jsonp",
            "application/problem+json"
        }) {
            Answer answer = post(body, type, Map.of());
            expectProblem(answer, 415, "unsupported-media-type");
            assertThat(answer.header("Accept")).contains("application/json");
        }
        expectProblem(
                post(body, "application/json", Map.of("Content-Encoding", "gzip")),
                415,
                "unsupported-content-encoding");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedWhetherOrNotItSaysSo() throws IOException {
        String large = "{\"question\":\"" + " ".repeat(16 * 1024) + "a\"}";
        expectProblem(service.post(large), 413, "body-too-large");
        String chunked = "POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        assertThat(service.raw(chunked.getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 413 ")
                .contains("/body-too-large\"");
    }

    @Test
    void aBodyThatComesByteByByteIsNotWaitedFor() throws Exception {
        try (Socket slow = service.connect()) {
            slow.setSoTimeout(15_000);
            slow.getOutputStream()
                    .write(
                            "POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            Thread drip = new Thread(() -> drip(slow));
            drip.setDaemon(true);
            drip.start();
            byte[] start = slow.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void aConversationThatDoesNotExistIsNotBegun() {
        expectProblem(
                service.post("{\"question\":\"a\",\"conversation\":\"" + RANDOM_ID + "\"}"),
                404,
                "unknown-conversation");
        expectProblem(service.get("/api/conversations/" + RANDOM_ID), 404, "unknown-conversation");
        expectProblem(service.get("/api/conversations/x"), 404, "unknown-conversation");
        expectProblem(service.get("/api/conversations/1-1-1-1-1"), 404, "unknown-conversation");
    }

    @Test
    void aPageThatCannotBeIsRefused() {
        for (String query : new String[] {
            "limit=2&limit=3", "limit=0", "limit=101", "limit=x", "limit=", "before=x", "limit=-1", "before="
        }) {
            expectProblem(service.get("/api/conversations?" + query), 422, "invalid-request");
        }
        assertThat(service.get("/api/conversations?before=" + RANDOM_ID).body().at("/conversations"))
                .isEmpty();
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsToldWhichItHas() {
        for (String method : new String[] {"GET", "PUT", "DELETE", "PATCH", "BREW"}) {
            Answer answer = send(method, "/api/ask");
            expectProblem(answer, 405, "method-not-allowed");
            assertThat(answer.header("Allow")).contains("OPTIONS, POST");
        }
        Answer answer = send("POST", "/api/conversations");
        expectProblem(answer, 405, "method-not-allowed");
        assertThat(answer.header("Allow")).contains("GET, HEAD, OPTIONS");
    }

    @Test
    void optionsAndHeadAreAnswered() {
        assertThat(send("OPTIONS", "/api/ask").status()).isEqualTo(204);
        assertThat(send("OPTIONS", "/api/ask").header("Allow")).contains("OPTIONS, POST");
        assertThat(send("HEAD", "/api/conversations").status()).isEqualTo(200);
        assertThat(send("HEAD", "/api/conversations").header("Content-Type")).contains("application/json");
        assertThat(send("HEAD", "/api/conversations/" + RANDOM_ID).status()).isEqualTo(404);
    }

    @Test
    void aMethodIsTheRequestsOwn() {
        Answer answer = service.send(service.request("/api/ask")
                .header("X-HTTP-Method-Override", "POST")
                .header("Content-Type", "application/json")
                .method("GET", HttpRequest.BodyPublishers.ofString("{\"question\":\"a\"}"))
                .build());
        expectProblem(answer, 405, "method-not-allowed");
    }

    @Test
    void aPathThatLeadsNowhereIsAProblemToo() {
        for (String path : new String[] {"/nothing", "/api", "/api/ask/more", "/API/ask", "/api/conversations/a/b"}) {
            expectProblem(service.get(path), 404, "not-found");
        }
    }

    @Test
    void whatTheServerRefusesByItselfIsAProblemWithoutAStack() throws IOException {
        Map<String, String> refused = Map.of(
                "GET /%zz HTTP/1.1\r\nHost: x\r\n",
                "400",
                "GET /api/..%2f HTTP/1.1\r\nHost: x\r\n",
                "400",
                "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n",
                "400",
                "GET / HTTP/1.1\r\n",
                "400",
                "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n",
                "400",
                "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n",
                "414",
                "GET / HTTP/1.1\r\nHost: x\r\na: " + "a".repeat(9_000) + "\r\n",
                "431",
                "GET / HTTP/9.9\r\nHost: x\r\n",
                "505");
        refused.forEach((head, status) -> {
            String answer = rawOrFail(head + "Connection: close\r\n\r\n");
            assertThat(answer)
                    .as(head.substring(0, Math.min(60, head.length())))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("Content-Type: application/problem+json")
                    .contains("\"status\":" + status)
                    .doesNotContainIgnoringCase("exception", "jetty", "\tat ");
        });
    }

    private static void expectProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.at("/type")).isEqualTo("https://rag-service.example/problems/" + code);
        assertThat(answer.at("/title")).isNotEmpty();
        assertThat(answer.body().at("/status").asInt()).isEqualTo(status);
        assertThat(answer.at("/detail")).isNotEmpty();
        assertThat(answer.whole().body()).doesNotContain("xception", "dev.eloquent", "\tat ");
    }

    private static Answer post(byte[] body, String type, Map<String, String> headers) {
        HttpRequest.Builder request = service.request("/api/ask")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return service.send(request.build());
    }

    private static Answer send(String method, String path) {
        return service.send(service.request(path)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static String rawOrFail(String request) {
        try {
            return service.raw(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(request.substring(0, 20), e);
        }
    }

    private static void drip(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(' ');
                socket.getOutputStream().flush();
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException ended) {
            // The server, or the test, has had enough.
            return;
        }
    }

    private static byte[] concat(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
