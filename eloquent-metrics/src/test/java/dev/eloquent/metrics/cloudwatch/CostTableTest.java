package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The table of costs in the guide is what {@link MonthlyCost} says; a failure shows how it should be. */
final class CostTableTest {
    private static final String HEADER =
            "| timers | one datum each | with legacy names | Micrometer | Micrometer, three percentiles |"
                    + " one datum each, by task, 10 tasks |";
    private static final int TASKS = 10;

    @Test
    void theGuideHasTheTableOfThePriceFile() throws IOException {
        assertThat(written()).isEqualTo(printed());
    }

    private static List<String> printed() {
        List<String> lines = new ArrayList<>(List.of(HEADER, "|---:|---:|---:|---:|---:|---:|"));
        for (int timers : new int[] {100, 1_000, 10_000, 50_000}) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %,d | %s | %s | %s | %s | %s |",
                    timers,
                    cost(timers),
                    cost(5L * timers),
                    cost(4L * timers),
                    cost(7L * timers),
                    dollars(MonthlyCost.of((long) TASKS * timers, calls(timers), Duration.ofMinutes(1), TASKS))));
        }
        return lines;
    }

    private static String cost(long metrics) {
        return dollars(MonthlyCost.of(metrics, calls(metrics), Duration.ofMinutes(1), 1));
    }

    private static long calls(long metrics) {
        return (metrics + 999) / 1_000;
    }

    private static String dollars(MonthlyCost cost) {
        return String.format(Locale.ROOT, "$%,.0f", cost.total().setScale(0, RoundingMode.HALF_UP));
    }

    private static List<String> written() throws IOException {
        Path docs = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("docs");
        List<String> lines = Files.readAllLines(docs.resolve("metrics.md"));
        int header = lines.indexOf(HEADER);
        return header < 0 ? List.of() : lines.subList(header, header + printed().size());
    }
}
