package dev.eloquent.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalTelemetryPageTest {
    private final Fed fed = new Fed();

    @AfterEach
    void close() {
        fed.close();
    }

    @Test
    void isOneDocumentWhosePolicyAdmitsNothingButItsOwnStyleAndScript() throws Exception {
        HttpResponse<String> answer = fed.get("/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; style-src 'sha256-" + hash(answer.body(), "style")
                        + "'; script-src 'sha256-" + hash(answer.body(), "script")
                        + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for 'script'; trusted-types 'none'");
        assertThat(answer.body())
                .as("what the policy would refuse")
                .doesNotContainPattern("<[^>]+ (style|on\\w+)=")
                .doesNotContainPattern("<(link|img|iframe|base|form)\\b")
                .doesNotContainPattern("src=|url\\(|@import");
    }

    /** Whatever names and values are, they cannot become markup: nothing in the script makes markup of text. */
    @Test
    void theScriptPutsInTextAlone() throws Exception {
        assertThat(part(fed.get("/").body(), "script"))
                .contains("textContent")
                .doesNotContainPattern(
                        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|createContextualFragment")
                .doesNotContainPattern("\\beval\\b|Function\\(|srcdoc|javascript:|DOMParser");
    }

    @Test
    void answersHeadAsGetButForTheBody() throws Exception {
        HttpResponse<String> head = fed.send("HEAD", "/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(fed.send("HEAD", "/data/metrics").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/data/metrics", "/data/traces"})
    void isOnlyRead(String path) throws Exception {
        HttpResponse<String> answer = fed.send("POST", path);
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(answer.body()).isEqualTo("{\"error\":\"the page is only read: GET or HEAD\"}");
    }

    @Test
    void knowsNothingElse() throws Exception {
        assertThat(fed.get("/favicon.ico").statusCode()).isEqualTo(404);
        assertThat(fed.get("/data/metric?id=0123").body()).isEqualTo("{\"error\":\"no data of this metric are kept\"}");
        assertThat(fed.get("/data/trace?id=0123").body()).isEqualTo("{\"error\":\"no spans of this trace are kept\"}");
        assertThat(fed.get("/data/metric?id=0123&minutes=-1").body())
                .isEqualTo("{\"error\":\"minutes must be a whole number from 1 to 99999\"}");
    }

    /** DNS rebinding: the name of the attacker's site leads to 127.0.0.1, and its script reads what is there. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:5090", ""})
    void refusesRequestsByTheNameOfAnotherSite(String host) throws IOException {
        assertThat(answerTo(host, "/data/traces")).startsWith("HTTP/1.1 403 ").doesNotContain("\"traces\"");
        assertThat(answerTo(host, "/")).startsWith("HTTP/1.1 403 ").doesNotContain("<html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5090", "localhost", "localhost:8080", "[::1]:80"})
    void answersByTheNamesOfThisMachineWhateverThePort(String host) throws IOException {
        assertThat(answerTo(host, "/data/traces")).startsWith("HTTP/1.1 200 ").contains("\"traces\"");
    }

    private String answerTo(String host, String path) throws IOException {
        try (RawClient client = RawClient.to(fed.page.url())) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .readToEnd();
        }
    }

    @Test
    void listensOnLoopbackUntilItIsClosedAndLeavesTheStandInsOpen() throws Exception {
        assertThat(fed.page.url().toString()).matches("http://127\\.0\\.0\\.1:\\d+/");
        assertThat(fed.page).hasToString("telemetry page at " + fed.page.url());
        fed.page.close();
        fed.page.close();
        assertThatThrownBy(() -> fed.get("/")).isInstanceOf(ConnectException.class);
        try (LocalTelemetryPage again = LocalTelemetryPage.of(fed.cloudWatch, fed.otlp)
                .port(fed.page.url().getPort())
                .start()) {
            assertThat(again.url()).isEqualTo(fed.page.url());
            assertThat(fed.get("/data/traces").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> LocalTelemetryPage.of(fed.cloudWatch, fed.otlp)
                        .port(70_000)
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("telemetry page not started: port must be from 0 to 65535, was 70000");
    }

    private static String hash(String page, String tag) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(part(page, tag).getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(hash);
    }

    private static String part(String page, String tag) {
        Matcher part = Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL)
                .matcher(page);
        assertThat(part.find()).isTrue();
        return part.group(1);
    }
}
