package dev.eloquent.metrics.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The example of the guide is what the generator writes. To write it anew: {@code mvn test -pl eloquent-metrics -am
 * -Dtest=MonitoringExampleTest -Dsurefire.failIfNoSpecifiedTests=false -Dexample.write=true}.
 */
final class MonitoringExampleTest {
    private static final Path FOLDER = Path.of("../docs/examples/monitoring");

    private static MonitoringFiles files() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().commonTags(ServiceMeters.COMMON);
        ServiceMeters.bind(registry);
        ServiceMeters.self(registry);
        return Monitoring.of(ServiceMeters.NAMESPACE, ServiceMeters.SERVICE, ServiceMeters.ENVIRONMENT)
                .region("eu-central-1")
                .thresholds(Thresholds.DEFAULTS.tasks(2))
                .from(registry);
    }

    @Test
    void theExampleIsCurrent() throws IOException {
        MonitoringFiles files = files();
        if (Boolean.getBoolean("example.write")) {
            files.writeTo(FOLDER);
        }
        assertThat(Files.readString(FOLDER.resolve(MonitoringFiles.DASHBOARD))).isEqualTo(files.dashboardBody());
        assertThat(Files.readString(FOLDER.resolve(MonitoringFiles.TERRAFORM))).isEqualTo(files.terraform());
        assertThat(files.leftOut()).as("nothing is missing in the example").isEmpty();
    }

    /** In whichever document of docs it stands. */
    @Test
    void theGuidesTableHasEveryAlarmAndNoOther() throws IOException {
        Set<String> written = new TreeSet<>();
        Named.Parsed.alarms(files().terraform()).forEach((id, alarm) -> {
            String name = (String) alarm.get("alarm_name");
            String key = name.substring("orders-production-p1-".length());
            String each = key.replaceAll("^(check-unhealthy|pool-pending|secret-stale)-.*", "$1");
            written.add(id.substring(0, 2) + " " + each + " " + alarm.get("treat_missing_data"));
        });
        Pattern row = Pattern.compile("\\| P(\\d) \\| `([a-z0-9-]+)`[^|]*\\|[^|]*\\|[^|]*\\| `(\\w+)` \\|.*");
        Set<String> told = table().lines()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(found -> "p" + found.group(1) + " " + found.group(2) + " " + found.group(3))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(written);
    }

    private static String table() throws IOException {
        String mark = "<!-- table: alarms -->";
        try (Stream<Path> documents =
                Files.find(Path.of("../docs"), 2, (file, is) -> file.toString().endsWith(".md"))) {
            for (Path document : documents.toList()) {
                String text = Files.readString(document);
                if (text.contains(mark)) {
                    String table = text.substring(text.indexOf(mark));
                    return table.substring(0, table.indexOf("\n\n"));
                }
            }
        }
        throw new IllegalStateException("no document has " + mark);
    }
}
