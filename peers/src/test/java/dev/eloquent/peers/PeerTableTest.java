package dev.eloquent.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/shutdown.md that sets Eloquent beside its peers: each "yes" and each "no" is tried. */
final class PeerTableTest {
    private static final String GUIDE = "shutdown.md";
    /** Children that wait cost nothing, so there may be more than there are processors. */
    private static final int AT_ONCE = 6;
    /** What a JVM needs to end on a machine that is busy. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final Map<String, Experiment> ROWS = new LinkedHashMap<>();
    private static final Map<Scenario, Map<Peer, CompletableFuture<Trial>>> TRIALS = new EnumMap<>(Scenario.class);
    /** What explains a cell that is wrong. */
    private static final AtomicReference<String> SEEN = new AtomicReference<>("");

    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(AT_ONCE);

    private interface Experiment {
        boolean holds(Peer peer) throws Exception;
    }

    private static void row(String name, Scenario scenario, Predicate<Trial> holds) {
        ROWS.put(name, peer -> holds.test(trial(peer, scenario)));
    }

    static {
        row("a request in flight is finished", Scenario.IN_ROTATION, Trial::slowAnswered);
        row("new requests are served while they still come", Scenario.IN_ROTATION, Trial::served);
        row("a probe gets 503 while requests are served", Scenario.IN_ROTATION, Trial::notReadyButServed);
        row(
                "ends at once if they had stopped before the signal",
                Scenario.ALREADY_DRAINED,
                trial -> trial.endedWithin(SLACK));
        row(
                "exit code 0 after SIGTERM",
                Scenario.IN_ROTATION,
                trial -> trial.exitCode().equals(OptionalInt.of(0)));
        row("steps have an order", Scenario.IN_ROTATION, PeerTableTest::keptTheOrder);
        row(
                "a step that hangs on its own thread does not stop the others",
                Scenario.STUCK,
                trial -> trial.said("> last ends"));
        row(
                "nor does one that hangs on the library's thread",
                Scenario.STUCK_IN_PLACE,
                trial -> trial.said("> last ends"));
        row(
                "two that hang do not exceed one limit",
                Scenario.STUCK,
                trial -> trial.endedWithin(Scenario.STUCK.limit.plus(SLACK)));
        row(
                "the stack of what hangs is in the log",
                Scenario.STUCK,
                trial -> trial.log().stream().anyMatch(line -> line.contains("dev.eloquent.peers.Service.hangsHere")));
        row(
                "every step and how it ended is in the log",
                Scenario.STUCK,
                trial -> Scenario.STUCK.steps().stream()
                        .allMatch(step -> trial.log().stream().anyMatch(line -> line.contains(step))));
        row(
                "a second signal ends the waiting, and steps still run",
                Scenario.SIGNALLED_TWICE,
                trial -> trial.endedWithin(SLACK.multipliedBy(2)) && trial.said("> second ends"));
        ROWS.put("knows the task protection of ECS", peer -> ClassPath.mentions(peer.jars, "task-protection/v1"));
    }

    @BeforeAll
    static void startAll() {
        for (Scenario scenario : Scenario.values()) {
            Map<Peer, CompletableFuture<Trial>> trials = new EnumMap<>(Peer.class);
            for (Peer peer : Peer.values()) {
                trials.put(peer, CompletableFuture.supplyAsync(() -> Trial.of(peer, scenario), RUNNERS));
            }
            TRIALS.put(scenario, trials);
        }
    }

    @AfterAll
    static void end() {
        RUNNERS.shutdownNow();
    }

    static Stream<Arguments> cells() {
        return ROWS.keySet().stream().flatMap(row -> Stream.of(Peer.values()).map(peer -> Arguments.of(row, peer)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("cells")
    void theTableSaysWhatIs(String name, Peer peer) throws Exception {
        boolean does = ROWS.get(name).holds(peer);
        assertThat(PeerTable.of(GUIDE).get(name).get(peer.column))
                .as("%s", SEEN.get())
                .isEqualTo(does ? "yes" : "no");
    }

    private static Trial trial(Peer peer, Scenario scenario) {
        Trial trial = TRIALS.get(scenario).get(peer).join();
        SEEN.set(trial.toString());
        return trial;
    }

    @Test
    void theTableHasNoRowOrColumnThatIsNotTried() throws IOException {
        assertThat(PeerTable.of(GUIDE).keySet()).containsExactlyElementsOf(ROWS.keySet());
        assertThat(PeerTable.of(GUIDE).values())
                .allSatisfy(row -> assertThat(row.keySet()).containsExactly(Peer.columns()));
    }

    private static boolean keptTheOrder(Trial trial) {
        return trial.output().stream()
                .filter(line -> line.startsWith("> "))
                .toList()
                .equals(List.of("> first begins", "> first ends", "> second begins", "> second ends"));
    }
}
