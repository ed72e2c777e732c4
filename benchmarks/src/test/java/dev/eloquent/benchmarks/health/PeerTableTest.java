package dev.eloquent.benchmarks.health;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.benchmarks.health.Library.Probed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/health.md that sets Eloquent beside its peers: each "yes" and each "no" is tried. */
final class PeerTableTest {
    private static final Path GUIDE = Path.of("..", "docs", "health.md");
    private static final Map<String, Experiment> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put("checks run beside each other", PeerTableTest::runsChecksBesideEachOther);
        ROWS.put("a probe is answered without running a check", PeerTableTest::answersWithoutRunningAnything);
        ROWS.put("a probe is answered although checks hang", PeerTableTest::answersAlthoughChecksHang);
        ROWS.put("an answer reports checks that hang", PeerTableTest::reportsAHang);
        ROWS.put("one bad result among good ones changes nothing", PeerTableTest::ignoresASingleFailure);
        ROWS.put("the text of an exception stays private", PeerTableTest::keepsAnExceptionsTextPrivate);
    }

    static Stream<Arguments> cells() {
        return ROWS.keySet().stream()
                .flatMap(row -> Stream.of(Library.values()).map(library -> Arguments.of(row, library)));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("cells")
    void theTableSaysWhatIs(String row, Library library) throws Exception {
        boolean does = ROWS.get(row).holds(library);
        assertThat(table().get(row).get(library.column)).isEqualTo(does ? "yes" : "no");
    }

    @Test
    void theTableHasNoRowOrColumnThatIsNotTried() throws IOException {
        assertThat(table().keySet()).containsExactlyElementsOf(ROWS.keySet());
        assertThat(table().values())
                .allSatisfy(row -> assertThat(row.keySet())
                        .containsExactly(Stream.of(Library.values())
                                .map(library -> library.column)
                                .toArray(String[]::new)));
    }

    private static boolean runsChecksBesideEachOther(Library library) throws Exception {
        CyclicBarrier all = new CyclicBarrier(TenChecks.NAMES.size());
        AtomicInteger met = new AtomicInteger();
        Runnable meet = () -> {
            try {
                all.await(200, MILLISECONDS);
                met.incrementAndGet();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("alone", e);
            }
        };
        try (Probed probed = library.start(meet)) {
            probed.answer();
            // Some look by themselves, shortly after the start.
            return comesTrue(() -> met.get() >= TenChecks.NAMES.size());
        }
    }

    /** Whatever thread they are on: those that run because time has passed are far fewer than the probes. */
    private static boolean answersWithoutRunningAnything(Library library) throws Exception {
        int probes = 1_000;
        AtomicInteger runs = new AtomicInteger();
        try (Probed probed = library.start(runs::incrementAndGet)) {
            probed.answer();
            assertThat(comesTrue(() -> runs.get() >= TenChecks.NAMES.size())).isTrue();
            int before = runs.get();
            for (int i = 0; i < probes; i++) {
                probed.answer();
            }
            return runs.get() - before < probes;
        }
    }

    private static boolean answersAlthoughChecksHang(Library library) throws Exception {
        return withAFrozenDependency(library, probed -> {
            CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> isWell(probed));
            return comesTrue(answer::isDone);
        });
    }

    private static boolean reportsAHang(Library library) throws Exception {
        return withAFrozenDependency(library, probed -> {
            CompletableFuture<Void> untilReported =
                    CompletableFuture.runAsync(() -> await().atMost(LONG_ENOUGH).until(() -> !isWell(probed)));
            return comesTrue(() -> untilReported.isDone() && !untilReported.isCompletedExceptionally());
        });
    }

    private static boolean ignoresASingleFailure(Library library) throws Exception {
        AtomicBoolean failOnce = new AtomicBoolean();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger runsAfter = new AtomicInteger();
        Runnable work = () -> {
            if (failOnce.compareAndSet(true, false)) {
                failed.incrementAndGet();
                throw new IllegalStateException("once");
            }
            runsAfter.addAndGet(failed.get());
        };
        try (Probed probed = library.start(work)) {
            assertThat(comesTrue(() -> isWell(probed))).isTrue();
            failOnce.set(true);
            boolean stayedWell = true;
            while (runsAfter.get() < 2 * TenChecks.NAMES.size()) {
                stayedWell &= isWell(probed);
            }
            return stayedWell;
        }
    }

    private static boolean keepsAnExceptionsTextPrivate(Library library) throws Exception {
        Runnable work = () -> {
            throw new IllegalStateException("connection to db-1.internal refused");
        };
        try (Probed probed = library.start(work)) {
            assertThat(comesTrue(() -> !isWell(probed))).isTrue();
            return !probed.answer().body().contains("db-1.internal");
        }
    }

    private static final Duration LONG_ENOUGH = Library.INTERVAL.multipliedBy(10);

    private static boolean withAFrozenDependency(Library library, Hanging experiment) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean hang = new AtomicBoolean();
        AtomicBoolean hangs = new AtomicBoolean();
        Runnable work = () -> {
            if (hang.get()) {
                hangs.set(true);
                awaitUninterruptibly(end);
            }
        };
        try (Probed probed = library.start(work)) {
            assertThat(comesTrue(() -> isWell(probed))).isTrue();
            hang.set(true);
            CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> isWell(probed));
            await().until(hangs::get);
            boolean result = experiment.holds(probed);
            end.countDown();
            first.get(10, SECONDS);
            return result;
        } finally {
            end.countDown();
        }
    }

    /** A check whose client takes no notice of an interrupt, as one that reads from a socket. */
    private static void awaitUninterruptibly(CountDownLatch end) {
        boolean interrupted = false;
        while (true) {
            try {
                end.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isWell(Probed probed) {
        try {
            return probed.answer().well();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean comesTrue(Callable<Boolean> condition) {
        try {
            await().atMost(LONG_ENOUGH).until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** The rows after the marker, each with its cells by column. */
    private static Map<String, Map<String, String>> table() throws IOException {
        List<List<String>> lines = new ArrayList<>();
        String marked = Files.readString(GUIDE).split("<!-- peer-table -->\n", 2)[1];
        for (String line :
                marked.lines().takeWhile(line -> line.startsWith("|")).toList()) {
            lines.add(Stream.of(line.substring(1).split("\\|", -1))
                    .map(String::strip)
                    .toList());
        }
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        List<String> head = lines.get(0);
        for (List<String> line : lines.subList(2, lines.size())) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 1; i < head.size() - 1; i++) {
                cells.put(head.get(i), line.get(i));
            }
            table.put(line.get(0), cells);
        }
        return table;
    }

    private interface Experiment {
        boolean holds(Library library) throws Exception;
    }

    private interface Hanging {
        boolean holds(Probed probed) throws Exception;
    }
}
