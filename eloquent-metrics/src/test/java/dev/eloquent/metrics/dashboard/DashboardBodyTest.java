package dev.eloquent.metrics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.metrics.dashboard.Named.Parsed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JSON that PutDashboard would take. */
final class DashboardBodyTest {
    private static JsonNode body(SimpleMeterRegistry registry) {
        return Parsed.json(Monitoring.of("Shop", "orders", "production")
                .region("eu-central-1")
                .from(registry)
                .dashboardBody());
    }

    private static SimpleMeterRegistry registry() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().commonTags(ServiceMeters.COMMON);
        return registry;
    }

    private static JsonNode whole() {
        SimpleMeterRegistry registry = registry();
        ServiceMeters.bind(registry);
        return body(registry);
    }

    /** Cells of the grid that two widgets want, or that are outside of it. */
    private static List<String> collisions(JsonNode body) {
        Set<String> taken = new HashSet<>();
        List<String> collisions = new ArrayList<>();
        for (JsonNode widget : body.get("widgets")) {
            for (int x = 0; x < widget.get("width").asInt(); x++) {
                for (int y = 0; y < widget.get("height").asInt(); y++) {
                    int column = widget.get("x").asInt() + x;
                    String cell = column + "," + (widget.get("y").asInt() + y);
                    if (column > 23 || !taken.add(cell)) {
                        collisions.add(cell);
                    }
                }
            }
        }
        return collisions;
    }

    @Test
    void widgetsStandOnTheGridAndNotOnEachOther() {
        JsonNode body = whole();
        assertThat(body.get("widgets")).hasSizeBetween(30, 500);
        assertThat(collisions(body)).isEmpty();
        assertThat(body.get("start").asText()).isEqualTo("-PT3H");
    }

    @Test
    void control_anOverlapIsFound() {
        assertThat(collisions(Parsed.json("{\"widgets\":[{\"x\":0,\"y\":0,\"width\":6,\"height\":6},"
                        + "{\"x\":5,\"y\":5,\"width\":6,\"height\":6}]}")))
                .containsExactly("5,5");
        assertThat(collisions(Parsed.json("{\"widgets\":[{\"x\":20,\"y\":0,\"width\":5,\"height\":1}]}")))
                .containsExactly("24,0");
    }

    @Test
    void everyGraphHasItsRegionPeriodTitleAndLines() {
        for (JsonNode widget : whole().get("widgets")) {
            JsonNode properties = widget.get("properties");
            if (widget.get("type").asText().equals("text")) {
                assertThat(properties.get("markdown").asText()).isNotBlank();
                continue;
            }
            assertThat(widget.get("type").asText()).isEqualTo("metric");
            assertThat(properties.get("region").asText()).isEqualTo("eu-central-1");
            assertThat(properties.get("period").asInt()).isEqualTo(60);
            assertThat(properties.get("title").asText()).isNotBlank();
            assertThat(properties.get("metrics")).isNotEmpty();
        }
    }

    @Test
    void formulasUseIdsThatTheirGraphHas() {
        int formulas = 0;
        for (JsonNode metrics : whole().findValues("metrics")) {
            Set<String> ids = new HashSet<>();
            metrics.forEach(row -> {
                JsonNode how = row.get(row.size() - 1);
                assertThat(!how.has("id") || ids.add(how.get("id").asText())).isTrue();
            });
            for (JsonNode row : metrics) {
                String expression = row.get(0).path("expression").asText();
                if (!expression.isEmpty() && !expression.startsWith("SEARCH")) {
                    formulas++;
                    assertThat(ids).containsAll(ids(expression));
                }
            }
        }
        assertThat(formulas).isPositive();
    }

    static List<String> ids(String expression) {
        return Pattern.compile("[a-z]\\w*")
                .matcher(expression)
                .results()
                .map(found -> found.group())
                .toList();
    }

    @Test
    void limitsOfCloudWatchHold() {
        SimpleMeterRegistry registry = registry();
        for (int i = 0; i < 501; i++) {
            registry.gauge("eloquent.health.check", List.of(io.micrometer.core.instrument.Tag.of("check", "c" + i)), 1);
        }
        for (String name : List.of(
                "eloquent.secrets.age",
                "eloquent.secrets.stale",
                "eloquent.health.transitions",
                "jvm.memory.used",
                "jvm.gc.pause",
                "hikaricp.connections.timeout")) {
            for (int i = 0; i < 499; i++) {
                registry.gauge(name, List.of(io.micrometer.core.instrument.Tag.of("x", "x" + i)), 1);
            }
        }
        MonitoringFiles files = Monitoring.of("Shop", "orders", "production")
                .region("eu-central-1")
                .from(registry);
        List<JsonNode> graphs = Parsed.json(files.dashboardBody()).findValues("metrics");
        assertThat(graphs).allMatch(metrics -> metrics.size() <= 500);
        assertThat(graphs.stream().mapToInt(JsonNode::size).sum()).isBetween(2_000, 2_500);
        assertThat(files.leftOut())
                .extracting(LeftOut::why)
                .contains("with 501 metrics it is past CloudWatch's limits of 500 a widget and 2500 a dashboard");
    }

    @Test
    void whereASearchHasNoRuleForQuotesTheMetricsThemselvesStand() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().commonTags("service", "o'rders", "environment", "production");
        registry.timer("http.client.requests", "client", "openai", "method", "POST", "outcome", "SUCCESS");
        String body = Monitoring.of("Shop", "o'rders", "production")
                .region("eu-central-1")
                .from(registry)
                .dashboardBody();
        assertThat(body).doesNotContain("SEARCH");
        assertThat(Named.inDashboard(body)).extracting(Named::name).contains("http.client.requests");
    }
}
