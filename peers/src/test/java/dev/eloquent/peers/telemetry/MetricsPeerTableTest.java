package dev.eloquent.peers.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.peers.PeerTable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of metrics that sets Eloquent beside its peers: each "yes" and each "no" is tried. */
final class MetricsPeerTableTest {
    /** In the folder docs. */
    private static final String GUIDE = "metrics.md";
    /** Most of them wait. */
    private static final int AT_ONCE = 8;

    private static final double[] FAST = Percentile.times(2_000, 50, 1);
    private static final double[] SLOW = Percentile.times(200, 500, 2);

    private interface Trial<T> {
        T of(MetricsPeer peer) throws Exception;
    }

    /** A trial, and what it says for a row. */
    private record Row<T>(Trial<T> trial, Predicate<T> holds) {
        boolean holdsFor(Object seen) {
            @SuppressWarnings("unchecked") // It is what the trial of this row gave.
            T result = (T) seen;
            return holds.test(result);
        }
    }

    private static final Map<String, Row<?>> ROWS = new LinkedHashMap<>();
    private static final Map<Trial<?>, Map<MetricsPeer, Future<?>>> TRIALS = new LinkedHashMap<>();
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(AT_ONCE);

    private static void row(String name, Trial<Boolean> trial) {
        ROWS.put(name, new Row<>(trial, result -> result));
    }

    static {
        Trial<MetricsTrials.Budgeted> budget = MetricsTrials::budget;
        Trial<MetricsTrials.Idle> idle = MetricsTrials::idle;
        row("p99 is true to 5 %", peer -> MetricsTrials.trueP99(peer, FAST));
        row("also of two tasks together", peer -> MetricsTrials.trueP99(peer, FAST, SLOW));
        row("goes to CloudWatch with neither agent nor collector", MetricsTrials::signed);
        row("what was recorded in an outage arrives, with its own time", MetricsTrials::outlivesAnOutage);
        row("the last step arrives, as far as it went, by the close", MetricsTrials::publishesTheLastStep);
        row("the close of 1,000 meters ends in time when the endpoint hangs", MetricsTrials::closesInTime);
        row("the close says whether all arrived", MetricsTrials::saysWhatWasLost);
        row("what was lost is a metric, too", MetricsTrials::tellsOfLossAsAMetric);
        ROWS.put("10,000 values of a tag become at most 100 series", new Row<>(budget, MetricsTrials.Budgeted::kept));
        ROWS.put("and the others are still counted", new Row<>(budget, MetricsTrials.Budgeted::countedAll));
        ROWS.put("a meter that stands still costs nothing", new Row<>(idle, MetricsTrials.Idle::silent));
        ROWS.put("a task that has nothing to do is heard of", new Row<>(idle, MetricsTrials.Idle::heard));
        row("tasks that start together do not call together", MetricsTrials::callsApart);
        row("knows what the metrics cost", MetricsTrials::estimatesThePrice);
    }

    @BeforeAll
    static void startAll() {
        for (Row<?> row : ROWS.values()) {
            TRIALS.computeIfAbsent(row.trial(), trial -> {
                Map<MetricsPeer, Future<?>> results = new EnumMap<>(MetricsPeer.class);
                for (MetricsPeer peer : MetricsPeer.values()) {
                    Callable<Object> task = () -> trial.of(peer);
                    results.put(peer, RUNNERS.submit(task));
                }
                return results;
            });
        }
    }

    @AfterAll
    static void end() {
        RUNNERS.shutdownNow();
    }

    static Stream<Arguments> cells() {
        return ROWS.keySet().stream()
                .flatMap(row -> Stream.of(MetricsPeer.values()).map(peer -> Arguments.of(row, peer)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("cells")
    void theTableSaysWhatIs(String name, MetricsPeer peer) throws Exception {
        assertThat(PeerTable.of(GUIDE).get(name).get(peer.column)).isEqualTo(cell(ROWS.get(name), peer));
    }

    private static String cell(Row<?> row, MetricsPeer peer) throws Exception {
        try {
            return row.holdsFor(TRIALS.get(row.trial()).get(peer).get()) ? "yes" : "no";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsupportedOperationException) {
                return "no";
            }
            if (e.getCause() instanceof NotItsWork) {
                return "-";
            }
            throw e;
        }
    }

    @Test
    void theTableHasNoRowOrColumnThatIsNotTried() throws IOException {
        assertThat(PeerTable.of(GUIDE).keySet()).containsExactlyElementsOf(ROWS.keySet());
        assertThat(PeerTable.of(GUIDE).values())
                .allSatisfy(row -> assertThat(row.keySet())
                        .containsExactly(Stream.of(MetricsPeer.values())
                                .map(peer -> peer.column)
                                .toArray(String[]::new)));
    }

    /** Control: mean and maximum are far from it. */
    @Test
    void control_meanAndMaximumAreNoPercentile() throws Exception {
        assertThat(MetricsTrials.trueP99OfMeanAndMaximum(FAST)).isFalse();
    }

    /** Control: without a close it is not there yet. */
    @ParameterizedTest
    @EnumSource(value = MetricsPeer.class, mode = EnumSource.Mode.EXCLUDE, names = "EMF")
    void control_theLastStepIsNotThereBeforeTheClose(MetricsPeer peer) throws Exception {
        assertThat(MetricsTrials.publishesAtOnce(peer)).isFalse();
    }
}
