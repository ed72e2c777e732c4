package dev.eloquent.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.openai.LocalOpenAi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Faults and requests over HTTP, as another process scripts and sees them. */
final class ControlPathTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private LocalOpenAi openAi;

    @BeforeEach
    void start() {
        openAi = LocalOpenAi.apiKey("k").start();
    }

    @AfterEach
    void close() {
        openAi.close();
    }

    @Test
    void scriptsShowsAndClearsFaults() throws Exception {
        assertThat(
                        put(
                                "{\"faults\":[{\"fault\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"1\"},"
                                        + "\"next\":2,\"path\":\"/v1/embeddings\"},{\"fault\":\"status\",\"status\":503,\"body\":\"away\"}]}"))
                .isEqualTo("200 {\"faults\":[{\"fault\":\"status\",\"status\":429,\"headers\":{\"Retry-After\":\"1\"},"
                        + "\"path\":\"/v1/embeddings\",\"next\":2},"
                        + "{\"fault\":\"status\",\"status\":503,\"headers\":{},\"body\":\"away\"}]}");
        assertThat(status("/v1/embeddings")).isEqualTo(429);
        assertThat(status("/v1/embeddings")).isEqualTo(429);
        assertThat(status("/v1/embeddings")).isEqualTo(503);
        assertThat(status("/v1/chat/completions")).isEqualTo(503);
        assertThat(send("GET", "/_local/faults", ""))
                .isEqualTo("200 {\"faults\":[{\"fault\":\"status\",\"status\":503,\"headers\":{},\"body\":\"away\"}]}");

        assertThat(send("DELETE", "/_local/faults", "")).isEqualTo("200 {\"faults\":[]}");
        assertThat(status("/v1/embeddings")).isEqualTo(401);
    }

    @Test
    void returnsEveryFaultAsItWasGiven() throws Exception {
        String script = "{\"faults\":[" + "{\"fault\":\"delay\",\"delay_ms\":5,\"next\":1},"
                + "{\"fault\":\"reset\",\"next\":1},{\"fault\":\"close\",\"next\":1},{\"fault\":\"silence\",\"next\":1},"
                + "{\"fault\":\"truncate\",\"next\":1},{\"fault\":\"trickle\",\"pause_ms\":7,\"next\":1},"
                + "{\"fault\":\"garbage\",\"next\":1},{\"fault\":\"notHttp\",\"delay_ms\":9,\"next\":1},"
                + "{\"fault\":\"reset\",\"connections\":true,\"next\":1}]}";
        assertThat(put(script)).isEqualTo("200 " + script);
    }

    @Test
    void replacesTheScriptAtOnceAndOnlyIfAllOfItIsRight() throws Exception {
        put("{\"faults\":[{\"fault\":\"status\",\"status\":503}]}");

        assertThat(put("{\"faults\":[{\"fault\":\"explode\"},{\"fault\":\"status\",\"status\":9},"
                        + "{\"fault\":\"delay\"},{\"fault\":\"reset\",\"connections\":true},{\"fault\":\"reset\",\"often\":1},"
                        + "{\"fault\":\"reset\",\"next\":-1},{\"fault\":\"reset\",\"path\":\"x\"},7]}"))
                .isEqualTo("400 {\"error\":\"faults[0]: fault must be delay, reset, close, silence, truncate, trickle,"
                        + " status, garbage or notHttp, was \\\"explode\\\"; faults[1]: status must be from 200 to 599,"
                        + " was 9; faults[2]: delay_ms must be a whole number; faults[3]: connections needs next: the"
                        + " request that would clear a lasting one could not come through; faults[4]: unknown field"
                        + " \\\"often\\\"; faults[5]: next must be from 1 to 1000000, was -1; faults[6]: path must begin"
                        + " with a slash and have no query, was \\\"x\\\"; faults[7]: must be an object\"}");
        assertThat(put("{")).startsWith("400 {\"error\":\"the body is not valid JSON");
        assertThat(put("{}")).isEqualTo("400 {\"error\":\"the body must be {\\\"faults\\\":[...]}\"}");
        assertThat(status("/v1/embeddings")).isEqualTo(503);
    }

    @Test
    void refusesWhatItWouldHaveToDropOrChange() throws Exception {
        assertRefused("{'fault':'reset','status':500}", "status is for the fault status alone");
        assertRefused("{'fault':'status','status':503,'pause_ms':7}", "pause_ms is for the fault trickle alone");
        assertRefused("{'fault':'status','status':500,'headers':'x'}", "headers must be an object of strings");
        assertRefused("{'fault':'status','status':500,'headers':{'X':5}}", "header X must be a string");
        assertRefused("{'fault':'status','status':500,'body':{'a':1}}", "body must be a string");
        assertRefused("{'fault':'reset','connections':'yes','next':1}", "connections must be true or false");
        assertRefused("{'fault':'reset','path':null}", "path must be a string");
        assertRefused("{'fault':'reset','next':4294967297}", "next must be a whole number of 32 bits");
        assertThat(send("GET", "/_local/faults", "")).isEqualTo("200 {\"faults\":[]}");
    }

    @Test
    void tellsAllThatIsWrongWithAFault() throws Exception {
        assertThat(put("{'faults':[{'fault':'status','status':99,'headers':{'X Y':'1','Content-Length':'1'},'body':1,"
                        + "'delay_ms':-1,'next':0,'path':'x','zzz':1}]}"))
                .isEqualTo(
                        "400 {\"error\":\"faults[0]: unknown field \\\"zzz\\\"; faults[0]: path must begin with a slash"
                                + " and have no query, was \\\"x\\\"; faults[0]: status must be from 200 to 599, was 99;"
                                + " faults[0]: header name must be a token of HTTP, was \\\"X Y\\\"; faults[0]: Content-Length is"
                                + " the stand-in's to say; for a wrong one use truncate(); faults[0]: body must be a string;"
                                + " faults[0]: delay must be from PT0S to PT10M, was PT-0.001S; faults[0]: next must be from 1 to"
                                + " 1000000, was 0\"}");
    }

    private void assertRefused(String fault, String message) throws IOException, InterruptedException {
        assertThat(put("{'faults':[" + fault + "]}")).isEqualTo("400 {\"error\":\"faults[0]: " + message + "\"}");
    }

    @Test
    void meetsNoFaultsItself() throws Exception {
        put("{\"faults\":[{\"fault\":\"reset\"}]}");
        assertThat(send("DELETE", "/_local/faults", "")).isEqualTo("200 {\"faults\":[]}");
    }

    @Test
    void countsRequestsButNotThoseToItself() throws Exception {
        status("/v1/embeddings");
        status("/v1/embeddings");
        status("/elsewhere");
        assertThat(send("GET", "/_local/requests", ""))
                .isEqualTo(
                        "200 {\"total\":3,\"paths\":{\"/v1/embeddings\":2,\"/elsewhere\":1},\"statuses\":{\"401\":3}}");
        assertThat(openAi.requests().total()).isEqualTo(3);
    }

    @Test
    void saysWhatItAnswers() throws Exception {
        assertThat(send("POST", "/_local/faults", "{}"))
                .isEqualTo("404 {\"error\":\"the control path answers GET, PUT and DELETE /_local/faults"
                        + " and GET /_local/requests\"}");
    }

    private String put(String script) throws IOException, InterruptedException {
        return send("PUT", "/_local/faults", script.replace('\'', '"'));
    }

    private int status(String path) throws IOException, InterruptedException {
        return Integer.parseInt(send("POST", path, "{}").substring(0, 3));
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        URI target = openAi.endpoint().resolve(path);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(target)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
