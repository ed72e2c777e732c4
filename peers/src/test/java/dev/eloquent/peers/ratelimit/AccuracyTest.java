package dev.eloquent.peers.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The most that passes in any minute at 1,000 a minute, measured on a clock that is moved: the chart of
 * docs/rate-limiting.md and its numbers are what this measures. {@code -Daccuracy.write=true} has both written.
 */
final class AccuracyTest {
    private static final Path GUIDE = Path.of("..", "docs", "rate-limiting.md");
    private static final Path CHART = Path.of("..", "docs", "images", "rate-limiting-accuracy.svg");
    private static final String TABLE = "<!-- accuracy -->\n";
    private static final int HEAD = 2;

    private static final Map<Contender, Measured> MEASURED = measured();

    private static Map<Contender, Measured> measured() {
        Map<Contender, Measured> measured = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            measured.put(contender, Measured.of(contender));
        }
        return measured;
    }

    private static List<Measured> all() {
        return List.copyOf(MEASURED.values());
    }

    @Test
    void theChartIsWhatWasMeasured() throws IOException {
        String chart = AccuracyChart.svg(all());
        if (isToBeWritten()) {
            Files.writeString(CHART, chart);
        }
        assertThat(Files.readString(CHART)).isEqualTo(chart);
    }

    @Test
    void theTableIsWhatWasMeasured() throws IOException {
        List<String> table = AccuracyChart.table(all());
        if (isToBeWritten()) {
            String guide = Files.readString(GUIDE);
            List<String> written = new ArrayList<>(lines(guide).subList(0, HEAD));
            written.addAll(table);
            Files.writeString(GUIDE, guide.replace(String.join("\n", lines(guide)), String.join("\n", written)));
        }
        List<String> lines = lines(Files.readString(GUIDE));
        assertThat(lines.subList(HEAD, lines.size())).isEqualTo(table);
    }

    private static boolean isToBeWritten() {
        return Boolean.getBoolean("accuracy.write");
    }

    private static List<String> lines(String guide) {
        return guide.split(TABLE, 2)[1]
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    @Test
    void oursKeepTheirBounds() {
        Measured exact = MEASURED.get(Contender.EXACT);
        assertThat(exact.burst()).isEqualTo(1_000);
        assertThat(exact.flood()).isEqualTo(1_000);
        Measured smooth = MEASURED.get(Contender.SMOOTH);
        assertThat(smooth.burst()).isLessThanOrEqualTo(1_100);
        assertThat(smooth.flood()).isBetween(1_000L, 1_100L);
    }

    /** Otherwise one attack would be enough. */
    @Test
    void control_eachAttackFindsWhatTheOtherDoesNot() {
        Measured fixed = MEASURED.get(Contender.FIXED_WINDOW);
        assertThat(fixed.burst()).isEqualTo(2_000);
        assertThat(fixed.flood()).isEqualTo(1_000);
        Measured greedy = MEASURED.get(Contender.BUCKET4J_GREEDY);
        assertThat(greedy.burst()).isEqualTo(1_000);
        assertThat(greedy.flood()).isGreaterThan(1_900);
    }

    /** The guide says so: it counts by intervals that follow each other, and a minute touches one more than it is long. */
    @Test
    void failsafesSmoothLimitLetsOneMorePassIfAFloodBeginsInTheMiddleOfAnInterval() {
        assertThat(Attack.SUSTAINED_FLOOD.mostInAnyMinute(Contender.FAILSAFE_SMOOTH::make, Duration.ofMillis(30)))
                .isEqualTo(1_001);
    }
}
