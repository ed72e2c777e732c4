package dev.eloquent.metrics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.metrics.http.internal.Outcome;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Whatever the dashboard and the alarms name has arrived at CloudWatch, through the registry and over the wire. */
final class MonitoringMetricsTest {
    private LocalCloudWatch cloudWatch;
    private CloudWatchRegistry registry;

    @BeforeEach
    void start() {
        cloudWatch = LocalCloudWatch.region("eu-central-1").start();
        CloudWatchConfig config = new CloudWatchConfig() {
            @Override
            public String get(String key) {
                return null;
            }

            @Override
            public String namespace() {
                return ServiceMeters.NAMESPACE;
            }
        };
        registry = CloudWatchRegistry.of(config)
                .commonTags(ServiceMeters.COMMON)
                .client(client -> client.region(Region.EU_CENTRAL_1)
                        .endpointOverride(cloudWatch.endpoint())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))))
                .start();
    }

    @AfterEach
    void stop() {
        registry.close(Duration.ZERO);
        cloudWatch.close();
    }

    private MonitoringFiles published() {
        MonitoringFiles files = files(ServiceMeters.ids(registry));
        everyOutcome();
        ServiceMeters.use(registry);
        assertThat(registry.flush(Duration.ofSeconds(30)).complete()).isTrue();
        return files;
    }

    /** As the adapters of HTTP servers tag responses; the files name all outcomes before the first error. */
    private void everyOutcome() {
        for (int status : new int[] {100, 200, 300, 400, 500, 600}) {
            registry.timer(
                    "http.server.responses", "outcome", Outcome.of(status).name());
        }
    }

    private static MonitoringFiles files(Collection<Meter.Id> meters) {
        return Monitoring.of(ServiceMeters.NAMESPACE, ServiceMeters.SERVICE, ServiceMeters.ENVIRONMENT)
                .region("eu-central-1")
                .thresholds(Thresholds.DEFAULTS.tasks(2))
                .from(meters);
    }

    private Set<Named> nobodyEmits(String dashboard, String terraform) {
        List<Named> named = new ArrayList<>(Named.inDashboard(dashboard));
        named.addAll(Named.inTerraform(terraform));
        return Named.missing(named, cloudWatch.data());
    }

    @Test
    void everyMetricThatIsNamedIsEmitted() {
        ServiceMeters.bind(registry);
        MonitoringFiles files = published();
        assertThat(Named.inDashboard(files.dashboardBody())).hasSizeGreaterThan(60);
        assertThat(Named.inTerraform(files.terraform())).hasSizeGreaterThan(30);
        assertThat(nobodyEmits(files.dashboardBody(), files.terraform())).isEmpty();
    }

    /** Control: one letter, in a graph, in a search, in an alarm, and in the name or the value of a dimension. */
    @Test
    void control_aMetricThatNobodyEmitsIsFound() {
        ServiceMeters.bind(registry);
        MonitoringFiles files = published();
        String dashboard = files.dashboardBody();
        String terraform = files.terraform();
        assertThat(nobodyEmits(misspelt(dashboard, "\"eloquent.heartbeat\"", "\"eloquent.heartbeet\""), terraform))
                .extracting(Named::name)
                .containsExactly("eloquent.heartbeet");
        assertThat(nobodyEmits(misspelt(dashboard, "http.server.requests", "http.server.request"), terraform))
                .extracting(Named::name)
                .containsOnly("http.server.request");
        assertThat(nobodyEmits(dashboard, misspelt(terraform, "connections.pending", "connections.waiting")))
                .extracting(Named::name)
                .containsExactly("hikaricp.connections.waiting");
        assertThat(nobodyEmits(dashboard, misspelt(terraform, "\"pool\"", "\"pools\"")))
                .extracting(Named::name)
                .contains("hikaricp.connections.pending");
        assertThat(nobodyEmits(dashboard, misspelt(terraform, "= \"orders\"", "= \"order\"")))
                .isNotEmpty();
        assertThat(nobodyEmits(dashboard, misspelt(terraform, "\"SERVER_ERROR\"", "\"Server_Error\"")))
                .extracting(Named::name)
                .containsOnly("http.server.responses");
    }

    private static String misspelt(String text, String right, String wrong) {
        assertThat(text).contains(right);
        return text.replace(right, wrong);
    }

    @Test
    void namesWithOddLettersAreWrittenAsTheyArePublished() {
        String odd = "b\u00fccher \"50 %{off}\" ${a} \\ '";
        for (String name : List.of("eloquent.secrets.age", "eloquent.secrets.stale")) {
            registry.gauge(name, List.of(io.micrometer.core.instrument.Tag.of("secret", odd)), 1);
        }
        MonitoringFiles files = published();
        List<Named> named = new ArrayList<>(Named.inDashboard(files.dashboardBody()));
        named.addAll(Named.inTerraform(files.terraform()));
        assertThat(named)
                .filteredOn(metric -> metric.name().equals("eloquent.secrets.stale"))
                .extracting(metric -> metric.values().get("secret"))
                .containsExactly("b?cher \"50 %{off}\" ${a} \\ '", "b?cher \"50 %{off}\" ${a} \\ '");
        assertThat(Named.missing(named, cloudWatch.data())).isEmpty();
    }
}
