package dev.eloquent.metrics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.metrics.dashboard.HclReader.Expression;
import dev.eloquent.metrics.dashboard.Named.Parsed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alarms as Terraform would read them. */
final class TerraformTest {
    private static final String TEXT = text();

    private static String text() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().commonTags(ServiceMeters.COMMON);
        ServiceMeters.bind(registry);
        registry.counter("eloquent.metrics.overflow");
        registry.counter("eloquent.metrics.dropped", "reason", "refused");
        registry.counter("eloquent.metrics.dropped", "reason", "closed");
        return Monitoring.of("Shop", "orders", "production")
                .region("eu-central-1")
                .thresholds(Thresholds.DEFAULTS.tasks(2))
                .from(registry)
                .terraform();
    }

    private static int number(Map<String, Object> block, String name) {
        return ((BigDecimal) block.get(name)).intValueExact();
    }

    @Test
    void everySeverityHasAlarmsAndAVariable() {
        Map<String, Object> file = HclReader.read(TEXT);
        assertThat(file).containsKeys("terraform", "resource aws_cloudwatch_dashboard dashboard");
        assertThat(Parsed.alarms(TEXT)).hasSizeGreaterThan(20);
        for (String severity : List.of("p1", "p2", "p3", "p4")) {
            assertThat(Parsed.block(file.get("variable " + severity + "_actions"))
                            .get("type"))
                    .isEqualTo(new Expression("list(string)"));
            assertThat(Parsed.alarms(TEXT).keySet()).anyMatch(name -> name.startsWith(severity + "_"));
        }
    }

    @Test
    void everyAlarmSaysWhatMissingDataMeanAndWhatToDoFirst() {
        Parsed.alarms(TEXT).forEach((id, alarm) -> {
            String actions = "var." + id.substring(0, 2) + "_actions";
            assertThat(alarm.get("treat_missing_data")).isIn("breaching", "notBreaching", "ignore", "missing");
            assertThat((String) alarm.get("alarm_description"))
                    .hasSizeLessThanOrEqualTo(1024)
                    .startsWith(id.substring(0, 2).toUpperCase(Locale.ROOT) + ": ")
                    .contains(" First: ")
                    .doesNotContain("{}");
            assertThat(alarm).containsEntry("alarm_actions", new Expression(actions));
            assertThat(alarm).containsEntry("ok_actions", new Expression(actions));
            assertThat(number(alarm, "datapoints_to_alarm")).isBetween(1, number(alarm, "evaluation_periods"));
        });
        assertThat(TEXT.lines().filter(line -> line.startsWith("  # ")))
                .hasSameSizeAs(Parsed.alarms(TEXT).keySet());
    }

    @Test
    void aMissingHeartbeatIsAnOutage() {
        Map<String, Object> alarm = Parsed.alarms(TEXT).get("p1_heartbeat_missing");
        assertThat(alarm)
                .containsEntry("treat_missing_data", "breaching")
                .containsEntry("comparison_operator", "LessThanThreshold")
                .containsEntry("threshold", BigDecimal.ONE)
                .containsEntry("metric_name", "eloquent.heartbeat")
                .containsEntry("statistic", "Sum")
                .containsEntry("dimensions", Map.of("environment", "production", "service", "orders"));
    }

    @Test
    void mathIsWithinCloudWatchsRules() {
        int maths = 0;
        for (Map<String, Object> alarm : Parsed.alarms(TEXT).values()) {
            assertThat(alarm.containsKey("metric_name"))
                    .isNotEqualTo(!Parsed.queries(alarm).isEmpty());
            List<Map<String, Object>> metrics = Parsed.metrics(alarm);
            assertThat(metrics).hasSizeBetween(1, 10);
            Set<Object> periods =
                    metrics.stream().map(metric -> metric.get("period")).collect(Collectors.toSet());
            assertThat(periods).hasSize(1);
            assertThat(number(metrics.get(0), "period") % 60).isZero();
            assertThat(number(metrics.get(0), "period") * number(alarm, "evaluation_periods"))
                    .isLessThanOrEqualTo(86_400);
            if (!Parsed.queries(alarm).isEmpty()) {
                maths++;
                math(Parsed.queries(alarm));
            }
        }
        assertThat(maths).isGreaterThanOrEqualTo(4);
    }

    private static void math(List<Map<String, Object>> queries) {
        assertThat(queries)
                .filteredOn(query -> Boolean.TRUE.equals(query.get("return_data")))
                .hasSize(1);
        Set<Object> ids = queries.stream().map(query -> query.get("id")).collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(queries);
        queries.stream()
                .filter(query -> query.containsKey("expression"))
                .forEach(query -> assertThat(ids).containsAll(DashboardBodyTest.ids((String) query.get("expression"))));
    }

    @Test
    void namesOfAlarmsAreUnique() {
        Set<Object> names = new HashSet<>();
        Parsed.alarms(TEXT)
                .values()
                .forEach(alarm -> assertThat(names.add(alarm.get("alarm_name"))).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a \"b\" \\ c",
                "${path.module}",
                "%{if true}",
                "$${x} %%{y} $ % {",
                "$$${x}",
                "a\nb\tc",
                "$",
                "ends with $"
            })
    void aTextStaysWhatItIs(String text) {
        assertThat(HclReader.read("a = " + Hcl.quoted(text) + "\n")).containsEntry("a", text);
    }

    /** Control: what the reader must not take for a text. */
    @Test
    void control_whatIsNoHclIsRefused() {
        assertThat(HclReader.read("a = \"${path.module}\"\n").get("a")).isInstanceOf(Expression.class);
        for (String wrong : List.of(
                "a = \"b\n\"\n",
                "a = \"\\x\"\n",
                "a = b c\n",
                "a {\n",
                "a = 1\na = 2\n",
                "a = }\n",
                "a = \"b\"c\"\n",
                "}\n")) {
            assertThatThrownBy(() -> HclReader.read(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
