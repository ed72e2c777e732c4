package dev.eloquent.health.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.Prober;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class StatusPageTest {
    private static final String EVIL = "<script>alert('1')</script>&\"";

    @Test
    void theVerdictIsAtTheTopAndAlwaysAnswers200() throws Exception {
        try (HealthChecks health = started(troubled())) {
            HealthResponse response = answer(health, false);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers())
                    .containsEntry("Content-Type", "text/html;charset=utf-8")
                    .containsEntry("Refresh", "10");
            String words = words(FormatsTest.text(response));
            assertThat(words)
                    .startsWith("Unhealthy · rag-service")
                    .contains("2 of 3 checks not well: database, vector_db.");
        }
    }

    @Test
    void aServiceThatIsWellSaysSo() throws Exception {
        try (HealthChecks health =
                started(HealthChecks.of("s", "1").critical("database", HealthCheck.completes(() -> {})))) {
            assertThat(words(page(health, false))).startsWith("Healthy · s").contains("The one check is well.");
        }
    }

    @Test
    void eachCheckHasItsStateReasonTimesAndLastRunTheWorstFirst() throws Exception {
        try (HealthChecks health = started(troubled())) {
            assertThat(rows(page(health, false), "Checks"))
                    .hasSize(3)
                    .satisfiesExactly(
                            row -> assertThat(row)
                                    .matches("database Unhealthy connection_failed \\d+ s \\S+ .* ms \\d+ s ago 1"),
                            row -> assertThat(row).startsWith("vector_db Degraded throttled "),
                            row -> assertThat(row).startsWith("model Healthy "));
        }
    }

    @Test
    void groupsSayWhoReadsThemAndHowLongAFaultTakes() throws Exception {
        try (HealthChecks health = started(troubled())) {
            assertThat(rows(page(health, false), "Groups"))
                    .containsExactly(
                            "health Unhealthy HTTP 503 people ≤ 24 s ≤ 13 s",
                            "live Healthy HTTP 200 ECS, every 30 s × 3",
                            "ready Degraded HTTP 200 ALB, every 5 s × 2 ≤ 24 s ≤ 13 s",
                            "startup Unhealthy HTTP 503 people ≤ 24 s ≤ 13 s");
        }
    }

    @Test
    void aBoundIsNeverRoundedDown() {
        assertThat(Html.atMost(Duration.ofMillis(18_500))).isEqualTo("≤ 19 s");
        assertThat(Html.atMost(Duration.ofSeconds(24))).isEqualTo("≤ 24 s");
        assertThat(Html.atMost(Duration.ofMillis(5_400))).isEqualTo("≤ 5400 ms");
    }

    @Test
    void theLastChangesAreToldNewestFirst() throws Exception {
        try (HealthChecks health = started(troubled())) {
            await().until(() -> health.transitions().size() == 3);
            health.drain();
            List<String> changes = rows(page(health, false), "Last-changes");
            assertThat(changes).hasSize(4);
            assertThat(changes.get(0)).startsWith("process Unhealthy healthy draining ");
            assertThat(changes).anyMatch(row -> row.startsWith("database Unhealthy unknown connection_failed "));
        }
    }

    @Test
    void whereTheProcessDecidesANoticeSaysSo() throws Exception {
        HealthChecks health = started(troubled());
        assertThat(page(health, false)).doesNotContain("class=\"notice");
        health.drain();
        assertThat(words(page(health, false)))
                .contains("draining This task is shutting down, for good. Groups that fail for it: ready.");
        health.close();
        assertThat(words(page(health, false)))
                .startsWith("Unknown · rag-service")
                .contains("The process itself decides, not its checks.")
                .contains("closed The checks have been ended; what stands below is old.");
    }

    @Test
    void detailsAreForWhomIsAdmitted() throws Exception {
        try (HealthChecks health = started(troubled())) {
            assertThat(page(health, false)).doesNotContain("private.example");
            assertThat(words(page(health, true))).contains("host private.example");
        }
    }

    @Test
    void nothingForeignIsMarkup() throws Exception {
        HealthChecksBuilder evil = HealthChecks.of(EVIL, EVIL)
                .degrades(
                        "database", timeout -> CheckResult.unhealthy("no_route").with(EVIL, EVIL));
        try (HealthChecks health = started(evil)) {
            String page = page(health, true);
            assertThat(page)
                    .doesNotContain("<script")
                    .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;");
            assertThat(words(page)).contains(EVIL);
        }
    }

    @Test
    void thePolicyAdmitsItsOwnStyleAndNothingElse() throws Exception {
        try (HealthChecks health = started(troubled())) {
            HealthResponse response = answer(health, true);
            String page = FormatsTest.text(response);
            String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
            String hash = Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
            assertThat(response.headers().get("Content-Security-Policy"))
                    .isEqualTo("default-src 'none'; style-src 'sha256-" + hash
                            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            assertThat(page)
                    .doesNotContain("<script", "style=", "://", "src=", "url(", "@import")
                    .containsOnlyOnce("<style>");
        }
    }

    @Test
    void aFormatThatIsNullIsNamed() throws Exception {
        try (HealthChecks health = started(troubled())) {
            assertThatNullPointerException()
                    .isThrownBy(() -> HealthRoutes.of(health).format(null))
                    .withMessage("format");
        }
    }

    private static HealthChecksBuilder troubled() {
        return HealthChecks.of("rag-service", "1.0.0")
                .critical(
                        "database",
                        timeout -> CheckResult.unhealthy("connection_failed").with("host", "private.example"))
                .degrades("model", HealthCheck.completes(() -> {}))
                .degrades("vector_db", timeout -> CheckResult.degraded("throttled"))
                .readiness(ready -> ready.probedBy(
                        Prober.alb().interval(Duration.ofSeconds(5)).timeout(Duration.ofSeconds(2))));
    }

    private static HealthChecks started(HealthChecksBuilder checks) throws InterruptedException {
        HealthChecks health = checks.start();
        assertThat(health.awaitFirstResults(Duration.ofSeconds(10))).isTrue();
        return health;
    }

    private static HealthResponse answer(HealthChecks health, boolean admitted) {
        return HealthRoutes.of(health).format(HealthFormat.STATUS_PAGE).answer("GET", "", () -> admitted);
    }

    private static String page(HealthChecks health, boolean admitted) throws Exception {
        return FormatsTest.text(answer(health, admitted));
    }

    /** The rows of a section's table, without its head, each as its words. */
    private static List<String> rows(String page, String section) {
        int table = page.indexOf("<tbody", page.indexOf("id=\"" + section + "\""));
        return Pattern.compile("(?s)<tr.*?</tr>")
                .matcher(page.substring(table, page.indexOf("</tbody>", table)))
                .results()
                .map(MatchResult::group)
                .map(StatusPageTest::spaced)
                .map(row ->
                        row.replaceAll("<[^>]*>", "").replaceAll("\\s+", " ").strip())
                .toList();
    }

    /** What a reader sees; the page is read as XML, so that it is well-formed besides. */
    private static String words(String page) throws Exception {
        String xml = spaced(page)
                .replace("<!doctype html>", "")
                .replaceAll("<(meta[^>]*)>", "<$1/>")
                .replaceAll("(?s)<style>.*?</style>", "");
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        return document.getDocumentElement()
                .getTextContent()
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String spaced(String markup) {
        return markup.replaceAll("</(td|th|h1|h2|p|dt|dd|title|li)>", " </$1>");
    }
}
