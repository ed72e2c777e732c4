package dev.eloquent.peers.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.peers.ClassPath;
import dev.eloquent.peers.PeerTable;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of traces that sets Eloquent beside its peer: each "yes" and each "no" is tried. */
final class TracesPeerTableTest {
    /** In the folder docs. */
    private static final String GUIDE = "tracing.md";
    /** Most of them wait. */
    private static final int AT_ONCE = 8;
    /** Where nobody is asked for anything. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private interface Trial {
        boolean holds(TracesPeer peer) throws Exception;
    }

    private static final Map<String, Trial> ROWS = new LinkedHashMap<>();
    private static final Map<String, Map<TracesPeer, Future<Boolean>>> RESULTS = new LinkedHashMap<>();
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(AT_ONCE);

    static {
        ROWS.put("a flush tells of spans that are refused", peer -> TracesTrials.flushIsTrue(peer, Trouble.REFUSES));
        ROWS.put(
                "of those that get 503 until it is given up",
                peer -> TracesTrials.flushIsTrue(peer, Trouble.UNAVAILABLE));
        ROWS.put("and of those that get no answer", peer -> TracesTrials.flushIsTrue(peer, Trouble.HANGS));
        ROWS.put("counts what it lost", TracesTrials::countsWhatItLost);
        ROWS.put("spans of an outage arrive after it", TracesTrials::outlivesAnOutage);
        ROWS.put("goes to X-Ray without a collector", TracesTrials::goesToXRay);
        ROWS.put("sends nothing to X-Ray that is not signed", TracesTrials::sendsNothingUnsigned);
        ROWS.put(
                "baggage is not passed on to whoever is called",
                peer -> TracesTrials.keepsBaggage(peer.toCollector(NOWHERE)));
        ROWS.put(
                "ids begin with the time, as X-Ray's own do",
                peer -> TracesTrials.idsBeginWithTheTime(peer.toCollector(NOWHERE)));
        ROWS.put(
                "goes on with a trace of `X-Amzn-Trace-Id`",
                peer -> TracesTrials.goesOnWithXRaysHeader(peer.toCollector(NOWHERE)));
        ROWS.put("knows the sampling rules of X-Ray", peer -> ClassPath.mentions(peer.jars, "GetSamplingRules"));
    }

    @BeforeAll
    static void startAll() {
        ROWS.forEach((name, trial) -> {
            Map<TracesPeer, Future<Boolean>> results = new EnumMap<>(TracesPeer.class);
            for (TracesPeer peer : TracesPeer.values()) {
                Callable<Boolean> task = () -> trial.holds(peer);
                results.put(peer, RUNNERS.submit(task));
            }
            RESULTS.put(name, results);
        });
    }

    @AfterAll
    static void end() {
        RUNNERS.shutdownNow();
    }

    static Stream<Arguments> cells() {
        return ROWS.keySet().stream()
                .flatMap(row -> Stream.of(TracesPeer.values()).map(peer -> Arguments.of(row, peer)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("cells")
    void theTableSaysWhatIs(String name, TracesPeer peer) throws Exception {
        boolean does = RESULTS.get(name).get(peer).get();
        assertThat(PeerTable.of(GUIDE).get(name).get(peer.column)).isEqualTo(does ? "yes" : "no");
    }

    @Test
    void theTableHasNoRowOrColumnThatIsNotTried() throws IOException {
        assertThat(PeerTable.of(GUIDE).keySet()).containsExactlyElementsOf(ROWS.keySet());
        assertThat(PeerTable.of(GUIDE).values())
                .allSatisfy(row -> assertThat(row.keySet())
                        .containsExactly(Stream.of(TracesPeer.values())
                                .map(peer -> peer.column)
                                .toArray(String[]::new)));
    }

    /** Control: OpenTelemetry without what its community has for X-Ray. */
    @Test
    void control_withoutIdsAndPropagatorOfXRay() throws Exception {
        assertThat(TracesTrials.idsBeginWithTheTime(plain())).isFalse();
        assertThat(TracesTrials.goesOnWithXRaysHeader(plain())).isFalse();
        assertThat(TracesTrials.keepsBaggage(plain())).isTrue();
    }

    private static TracedTask plain() {
        return new OpenTelemetryTraces(NOWHERE, IdGenerator.random(), W3CTraceContextPropagator.getInstance());
    }
}
