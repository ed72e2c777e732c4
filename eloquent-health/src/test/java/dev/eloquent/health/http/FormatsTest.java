package dev.eloquent.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each format answers where; {@link PeersTest} compares two of them with the originals. */
final class FormatsTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    private final HealthChecks health = HealthChecks.of("rag-service", "1.0.0")
            .critical("database", HealthCheck.completes(() -> {}))
            .degrades("model", timeout -> CheckResult.degraded("slow").with("reason", "private.example"))
            .degrades(
                    "vector_db",
                    timeout -> CheckResult.unhealthy("no_route")
                            .with("host", "private.example")
                            .with("port", 443))
            .group("edge", edge -> edge.informs("vector_db").httpStatus(HealthStatus.UNHEALTHY, 500))
            .start();

    @BeforeEach
    void awaitResults() throws Exception {
        assertThat(health.awaitFirstResults(Duration.ofSeconds(10))).isTrue();
    }

    @AfterEach
    void close() {
        health.close();
    }

    @ParameterizedTest
    @EnumSource(HealthFormat.class)
    void whatIsCommonToAllIsCommonToAll(HealthFormat format) throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(format);
        HealthResponse get = routes.answer("GET", "", () -> false);
        assertThat(get.headers()).containsEntry("Cache-Control", "no-store");
        assertThat(get.headers()).containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(routes.answer("HEAD", "", () -> false).headers()).isEqualTo(get.headers());

        HealthResponse post = routes.answer("POST", "", () -> false);
        assertThat(post.status()).isEqualTo(405);
        assertThat(text(post)).isEqualTo("{\"error\":\"only GET and HEAD are answered here\"}");

        for (String path : List.of("/nobody", "/live/nobody", "/nobody/database", "//", "//live", "live", "/edge/")) {
            HealthResponse response = routes.answer("GET", path, () -> false);
            if (path.equals("/edge/") && format != HealthFormat.STATUS_PAGE) {
                assertThat(response.status()).as(path).isEqualTo(200);
            } else {
                assertThat(response.status()).as(path).isEqualTo(404);
                assertThat(text(response)).startsWith("{\"error\":\"there is no health group or check at this path\"");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HealthFormat.class)
    void strangersSeeNoDetailAndAPredicateThatThrowsAdmitsNobody(HealthFormat format) throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(format);
        List<BooleanSupplier> predicates = List.of(() -> false, () -> {
            throw new IllegalStateException("private.example");
        });
        for (BooleanSupplier predicate : predicates) {
            HealthResponse response = routes.answer("GET", "", predicate);
            assertThat(response.status()).isEqualTo(200);
            assertThat(text(response)).contains("database", "vector_db").doesNotContain("private.example");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = HealthFormat.class,
            names = {"FLAT"},
            mode = EnumSource.Mode.EXCLUDE)
    void whoIsAdmittedSeesDetails(HealthFormat format) throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(format);
        assertThat(text(routes.answer("GET", "", () -> true))).contains("private.example", "443");
    }

    @ParameterizedTest
    @EnumSource(
            value = HealthFormat.class,
            names = {"STATUS_PAGE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aProberComesToTheSameVerdictAtEachOfThem(HealthFormat format) {
        HealthRoutes routes = HealthRoutes.of(health).format(format);
        String ready = format == HealthFormat.ACTUATOR ? "/readiness" : "/ready";
        String startup = switch (format) {
            case MICROPROFILE -> "/started";
            default -> "/startup";
        };
        assertThat(routes.answer("GET", ready, () -> false).status()).isEqualTo(200);
        assertThat(routes.answer("GET", startup, () -> false).status()).isEqualTo(503);
        health.drain();
        assertThat(routes.answer("GET", "", () -> false).status()).isEqualTo(200);
        assertThat(routes.answer("GET", ready, () -> false).status()).isEqualTo(503);
    }

    @Test
    void ietf() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.IETF);
        HealthResponse response = routes.answer("GET", "", () -> false);
        assertThat(response.headers()).containsEntry("Content-Type", "application/health+json");
        assertThat(text(response).replaceAll("\"observedValue\":\\d+", "\"observedValue\":0"))
                .matches(quoted("{'status':'warn','version':'1.0.0','serviceId':'rag-service',"
                        + "'description':'health of rag-service','checks':{"
                        + "'database:responseTime':[{'componentId':'database','componentType':'component',"
                        + "'status':'pass','reason':'ok','observedValue':0,'observedUnit':'ms','time':'TIME'}],"
                        + "'model:responseTime':[{'componentId':'model','componentType':'component',"
                        + "'status':'warn','reason':'slow','observedValue':0,'observedUnit':'ms','time':'TIME'}],"
                        + "'vector_db:responseTime':[{'componentId':'vector_db','componentType':'component',"
                        + "'status':'fail','reason':'no_route','observedValue':0,'observedUnit':'ms','time':'TIME'}]"
                        + "}}"));
        assertThat(text(routes.answer("GET", "", () -> true)))
                .contains("\"output\":\"host: private.example; port: 443\"")
                .containsOnlyOnce("\"output\":\"host");
    }

    @Test
    void ietfFailsWhereTheHttpStatusFails() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.IETF);
        assertThat(tree(routes, "/startup").path("status").asText()).isEqualTo("fail");
        assertThat(tree(routes, "/edge").path("status").asText()).isEqualTo("pass");
        assertThat(tree(routes, "/ready").has("notes")).isFalse();
        health.drain();
        assertThat(tree(routes, "/ready").path("status").asText()).isEqualTo("fail");
        assertThat(tree(routes, "/ready").path("notes").toString()).isEqualTo("[\"draining\"]");
    }

    @Test
    void ietfSaysNothingOfARunThatHasNotBeen() throws Exception {
        try (HealthChecks waiting = HealthChecks.of("s", "1")
                .degrades("slow", HealthCheck.completes(() -> Thread.sleep(60_000)))
                .start()) {
            HealthRoutes routes = HealthRoutes.of(waiting).format(HealthFormat.IETF);
            JsonNode slow = tree(routes, "").path("checks").path("slow:responseTime");
            assertThat(slow.toString())
                    .isEqualTo(quotes("[{'componentId':'slow','componentType':'component','status':'fail',"
                            + "'reason':'not_run_yet'}]"));
        }
    }

    @Test
    void actuator() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.ACTUATOR);
        HealthResponse response = routes.answer("GET", "", () -> false);
        assertThat(response.headers()).containsEntry("Content-Type", "application/vnd.spring-boot.actuator.v3+json");
        assertThat(text(response))
                .isEqualTo(quotes("{'status':'UP','components':{'database':{'status':'UP'},'model':{'status':'UP'},"
                        + "'vector_db':{'status':'DOWN'}},'groups':['edge','liveness','readiness','startup']}"));
        assertThat(text(routes.answer("GET", "/liveness", () -> false))).isEqualTo("{\"status\":\"UP\"}");
        assertThat(text(routes.answer("GET", "/edge", () -> false)))
                .isEqualTo(quotes("{'status':'UP','components':{'vector_db':{'status':'DOWN'}}}"));
        assertThat(routes.answer("GET", "/live", () -> false).status()).isEqualTo(404);
    }

    @Test
    void actuatorHasPathsForChecks() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.ACTUATOR);
        HealthResponse vectors = routes.answer("GET", "/vector_db", () -> false);
        assertThat(vectors.status()).isEqualTo(503);
        assertThat(text(vectors)).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(text(routes.answer("GET", "/edge/vector_db", () -> true)).replaceAll("_ms\":\\d+", "_ms\":0"))
                .matches(quoted("{'status':'DOWN','details':{'state':'unhealthy','reason':'no_route','since':'TIME',"
                        + "'took_ms':0,'host':'private.example','port':'443'}}"));
        assertThat(routes.answer("GET", "/edge/database", () -> false).status()).isEqualTo(404);
        assertThat(text(routes.answer("GET", "/nobody", () -> false)))
                .contains("\"groups\":[\"health\",\"liveness\",\"readiness\",\"startup\",\"edge\"]")
                .contains("\"checks\":[\"database\",\"model\",\"vector_db\"]");
    }

    @Test
    void aPrivateDetailDoesNotTakeThePlaceOfAFact() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.ACTUATOR);
        assertThat(text(routes.answer("GET", "/model", () -> true)))
                .containsOnlyOnce("\"reason\"")
                .contains("\"reason\":\"slow\"");
    }

    @Test
    void actuatorIsOutOfServiceWhileDraining() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.ACTUATOR);
        health.drain();
        assertThat(text(routes.answer("GET", "/readiness", () -> true)))
                .startsWith(quotes("{'status':'OUT_OF_SERVICE','components':{"
                        + "'process':{'status':'OUT_OF_SERVICE','details':{'reason':'draining'}},"));
        health.close();
        HealthResponse closed = routes.answer("GET", "", () -> false);
        assertThat(closed.status()).isEqualTo(503);
        assertThat(text(closed))
                .startsWith(quotes("{'status':'UNKNOWN','components':{'process':{'status':'UNKNOWN'},"
                        + "'database':{'status':'UNKNOWN'}"));
    }

    @Test
    void microProfile() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.MICROPROFILE);
        HealthResponse response = routes.answer("GET", "", () -> false);
        assertThat(response.headers()).containsEntry("Content-Type", "application/json");
        assertThat(text(response).replaceAll("_ms\":\\d+", "_ms\":0"))
                .matches(quoted("{'status':'UP','checks':["
                        + "{'name':'database','status':'UP','data':"
                        + "{'state':'healthy','reason':'ok','since':'TIME','took_ms':0}},"
                        + "{'name':'model','status':'UP','data':"
                        + "{'state':'degraded','reason':'slow','since':'TIME','took_ms':0}},"
                        + "{'name':'vector_db','status':'DOWN','data':"
                        + "{'state':'unhealthy','reason':'no_route','since':'TIME','took_ms':0}}]}"));
        assertThat(text(routes.answer("GET", "/live", () -> false))).isEqualTo("{\"status\":\"UP\",\"checks\":[]}");
        assertThat(tree(routes, "/started").path("status").asText()).isEqualTo("DOWN");
        assertThat(routes.answer("GET", "/startup", () -> false).status()).isEqualTo(404);
    }

    @Test
    void microProfileNamesTheProcessWhereItDecides() throws Exception {
        HealthRoutes routes = HealthRoutes.of(health).format(HealthFormat.MICROPROFILE);
        health.drain();
        assertThat(text(routes.answer("GET", "/ready", () -> false)))
                .startsWith(quotes("{'status':'DOWN','checks':[{'name':'process','status':'DOWN','data':"
                        + "{'state':'unhealthy','reason':'draining'}},{'name':'database','status':'UP'"));
    }

    @Test
    void aGroupOfOnesOwnDoesNotHideOneOfTheFormats() throws Exception {
        try (HealthChecks own = HealthChecks.of("s", "1")
                .degrades("database", HealthCheck.completes(() -> {}))
                .group("liveness", liveness -> liveness.informs("database"))
                .start()) {
            HealthRoutes routes = HealthRoutes.of(own).format(HealthFormat.ACTUATOR);
            assertThat(text(routes.answer("GET", "/liveness", () -> false))).isEqualTo("{\"status\":\"UP\"}");
            List<String> groups = new ArrayList<>();
            tree(routes, "").path("groups").forEach(group -> groups.add(group.asText()));
            assertThat(groups).containsExactly("liveness", "readiness", "startup");
        }
    }

    private static JsonNode tree(HealthRoutes routes, String path) throws IOException {
        return new ObjectMapper().readTree(text(routes.answer("GET", path, () -> false)));
    }

    static String text(HealthResponse response) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        response.writeBody(body);
        return body.toString(StandardCharsets.UTF_8);
    }

    private static String quotes(String json) {
        return json.replace('\'', '"');
    }

    /** A pattern that takes all but TIME literally. */
    private static String quoted(String json) {
        return "\\Q" + quotes(json).replace("TIME", "\\E" + TIME + "\\Q") + "\\E";
    }
}
