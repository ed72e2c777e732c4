package dev.eloquent.metrics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of which meters. */
final class MonitoringTest {
    private static Monitoring monitoring() {
        return Monitoring.of("Shop", "orders", "production").region("eu-central-1");
    }

    private static SimpleMeterRegistry registry() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().commonTags(ServiceMeters.COMMON);
        return registry;
    }

    private static List<Meter.Id> all() {
        SimpleMeterRegistry registry = registry();
        ServiceMeters.bind(registry);
        return new ArrayList<>(ServiceMeters.ids(registry));
    }

    @Test
    void theSameMetersGiveTheSameBytesInWhateverOrder() {
        List<Meter.Id> meters = all();
        MonitoringFiles first = monitoring().from(meters);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(meters, new Random(seed));
            MonitoringFiles again = monitoring().from(meters);
            assertThat(again.dashboardBody()).isEqualTo(first.dashboardBody());
            assertThat(again.terraform()).isEqualTo(first.terraform());
            assertThat(again.leftOut()).isEqualTo(first.leftOut());
        }
    }

    @Test
    void withoutMetersThereIsTheHeartbeatAndTheRestIsReported() {
        MonitoringFiles files = monitoring().from(List.of());
        assertThat(Named.inTerraform(files.terraform())).extracting(Named::name).containsExactly("eloquent.heartbeat");
        assertThat(Named.inDashboard(files.dashboardBody()))
                .extracting(Named::name)
                .containsExactly("eloquent.heartbeat");
        assertThat(files.leftOut())
                .contains(
                        new LeftOut("alarm pool-pending", "there is no meter hikaricp.connections.pending"),
                        new LeftOut("alarm server-errors", "there is no meter http.server.responses"),
                        new LeftOut("widget JVM, Threads", "there is no meter jvm.threads.live"));
        assertThat(files.toString()).startsWith("1 widgets, 1 alarms, ").contains("\n  alarm pool-pending: ");
    }

    @Test
    void anAlarmIsWrittenForEachPoolCheckAndSecret() {
        SimpleMeterRegistry registry = registry();
        for (String check : List.of("a b", "a-b", "c")) {
            registry.gauge("eloquent.health.check", Tags.of("check", check), 1);
        }
        assertThat(Named.Parsed.alarms(monitoring().from(registry).terraform()).keySet())
                .containsExactlyInAnyOrder(
                        "p1_heartbeat_missing",
                        "p2_check_unhealthy_a_b",
                        "p2_check_unhealthy_a_b_2",
                        "p2_check_unhealthy_c");
    }

    @Test
    void moreCountersThanAnAlarmHasRoomForHaveAnAlarmEach() {
        SimpleMeterRegistry ten = registry();
        for (int i = 0; i < 10; i++) {
            ten.counter("eloquent.ratelimit.fallbacks", "quota", "q" + i);
        }
        assertThat(Named.Parsed.alarms(monitoring().from(ten).terraform()).keySet())
                .containsExactlyInAnyOrder("p1_heartbeat_missing", "p3_ratelimit_fallbacks");
        ten.counter("eloquent.ratelimit.fallbacks", "quota", "q10");
        assertThat(Named.Parsed.alarms(monitoring().from(ten).terraform()))
                .hasSize(12)
                .containsKey("p3_ratelimit_fallbacks_q10");
    }

    @Test
    void errorsAreWatchedBeforeTheFirst() {
        SimpleMeterRegistry registry = registry();
        registry.timer("http.server.responses", "outcome", "SUCCESS");
        assertThat(monitoring().from(registry).terraform())
                .contains(
                        "IF(SUM([success, redirection, client_error, server_error, informational, unknown]) >= 20, 100"
                                + " * FILL(server_error, 0) / SUM([");
    }

    @Test
    void meterWithoutTheDimensionOfAnAlarmIsReported() {
        SimpleMeterRegistry registry = registry();
        registry.timer("http.server.responses");
        assertThat(monitoring().from(registry).leftOut())
                .contains(new LeftOut("alarm server-errors", "a meter http.server.responses has no dimension outcome"));
    }

    @Test
    void whatServicesShareIsReported() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("eloquent.logs.dropped");
        assertThat(monitoring().from(registry).leftOut())
                .extracting(LeftOut::what)
                .contains("eloquent.logs.dropped of this service alone");
    }

    @Test
    void moreTasksAndAShorterStepAreMoreBeats() {
        MonitoringFiles files = monitoring()
                .step(Duration.ofSeconds(10))
                .thresholds(Thresholds.DEFAULTS.tasks(3))
                .from(List.of());
        assertThat(files.dashboardBody()).contains("\"beats / 6\"");
        assertThat(Named.Parsed.alarms(files.terraform())
                        .get("p2_tasks_missing")
                        .get("threshold"))
                .hasToString("18");
    }

    @Test
    void thresholdsAreParameters() {
        String text = monitoring()
                .thresholds(Thresholds.DEFAULTS
                        .p99(Duration.ofMillis(250))
                        .outageErrors(50)
                        .degradedErrors(2.5)
                        .minimumRequests(7)
                        .taskCpu(81)
                        .taskMemory(82))
                .from(all())
                .terraform();
        var alarms = Named.Parsed.alarms(text);
        assertThat(alarms.get("p2_latency_p99").get("threshold")).hasToString("250");
        assertThat(alarms.get("p1_server_errors").get("threshold")).hasToString("50");
        assertThat(alarms.get("p2_server_errors").get("threshold")).hasToString("2.5");
        assertThat(alarms.get("p4_cpu_high").get("threshold")).hasToString("81");
        assertThat(alarms.get("p2_task_memory").get("threshold")).hasToString("82");
        assertThat(text).contains(">= 7, p99, 0)").doesNotContain(">= 20");
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("c", "service", "billing", "environment", "test");
        assertThatThrownBy(() -> Monitoring.of(" ", "orders", "production")
                        .region("Frankfurt")
                        .step(Duration.ofSeconds(7))
                        .thresholds(Thresholds.DEFAULTS.tasks(0).taskCpu(101))
                        .from(registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("monitoring not written: namespace must be 1 to 100 printable ASCII characters, was \" \";"
                        + " region must be one of AWS such as eu-central-1, was \"Frankfurt\"; step must be a part of a"
                        + " minute in whole seconds, or 1 to 5 minutes, was PT7S; taskCpu must be above 0 and at most 100"
                        + " percent, was 101.0; tasks must be from 1 to 10000, was 0; meter c must be of service orders in"
                        + " production, was of billing in test");
    }

    @Test
    void writesTwoFilesIntoAFolderThatItMakes(@TempDir Path folder) throws IOException {
        MonitoringFiles files = monitoring().from(List.of());
        Path made = folder.resolve("a/b");
        files.writeTo(made);
        files.writeTo(made);
        assertThat(Files.readString(made.resolve("dashboard.json"))).isEqualTo(files.dashboardBody());
        assertThat(Files.readString(made.resolve("monitoring.tf"))).isEqualTo(files.terraform());
    }
}
