package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static dev.eloquent.shutdown.Children.done;
import static dev.eloquent.shutdown.Children.outcome;
import static dev.eloquent.shutdown.Children.report;
import static dev.eloquent.shutdown.Children.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors and consumers of a process that gets a SIGTERM. */
final class WorkTest {
    private static final int ITEMS = 1_000;

    @ParameterizedTest
    @ValueSource(strings = {"pool", "single", "fork-join", "common"})
    void whatAnExecutorHasIsFinished(String kind) {
        try (ChildJvm child = start(kind, "finishes")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(done(child)).containsExactlyInAnyOrder("task 0", "task 1", "task 2", "task 3");
            assertThat(outcome(report(child), "jobs")).isEqualTo("completed");
        }
    }

    /** Of an executor that hides its threads we know neither how many they are nor where. */
    @ParameterizedTest
    @CsvSource({
        "pool, '2 tasks never begun, 2 interrupted', 2",
        "fork-join, '2 tasks never begun, 2 interrupted', 2",
        "single, '3 tasks never begun, those that ran interrupted', 0"
    })
    void whatHangsThereIsInterruptedCountedAndShown(String kind, String detail, int stacks) {
        try (ChildJvm child = start(kind, "hangs")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            JsonNode report = report(child);
            assertThat(outcome(report, "jobs")).isEqualTo("timed_out: " + detail);
            List<JsonNode> shown = Children.elements(Children.step(report, "jobs"), "stacks");
            assertThat(shown)
                    .hasSize(stacks)
                    .allSatisfy(stack -> assertThat(stack.toString()).contains("WorkTest$Service.task"));
            assertThat(child.stdout()).contains("interrupted 0");
            assertThat(done(child)).isEmpty();
        }
    }

    /** Control: the JVM's own end drops what it has. */
    @Test
    void withoutUsTasksAreDropped() {
        try (ChildJvm child = start("pool", "alone")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            assertThat(done(child)).isEmpty();
        }
    }

    @Test
    void aConsumerFinishesTheItemInHandAndLosesNone() {
        try (ChildJvm child = start("consumer", "busy")) {
            child.awaitLine("handled 3", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            List<String> handled = items(child, "handled ");
            List<String> left = items(child, "left ");
            assertThat(handled).isNotEmpty().isEqualTo(items(child, "began "));
            assertThat(left).isNotEmpty();
            assertThat(IntStream.concat(
                            handled.stream().mapToInt(Integer::parseInt),
                            left.stream().mapToInt(Integer::parseInt)))
                    .containsExactlyElementsOf(IntStream.range(0, ITEMS).boxed().toList());
            assertThat(outcome(report(child), "consumer")).isEqualTo("completed");
        }
    }

    /** Control: the same loop on a thread of one's own. */
    @Test
    void withoutUsTheItemInHandIsLost() {
        try (ChildJvm child = start("consumer", "alone")) {
            child.awaitLine("began 3", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(128 + 15);
            assertThat(items(child, "handled ")).doesNotContainAnyElementsOf(last(items(child, "began ")));
        }
    }

    @Test
    void aTakeThatWaitsIsInterrupted() {
        try (ChildJvm child = start("consumer", "idle")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(Children.step(report(child), "consumer")
                            .path("duration_ms")
                            .asLong())
                    .isLessThan(5_000);
        }
    }

    /** As the clients of queues do, with an exception of their own. */
    @Test
    void aTakeMayWrapTheInterrupt() {
        try (ChildJvm child = start("consumer", "wraps")) {
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_CLEAN);
            assertThat(child.output()).noneMatch(line -> line.contains("could not take"));
        }
    }

    @Test
    void aHandlerThatHangsIsInterruptedAndShown() {
        try (ChildJvm child = start("consumer", "hangs")) {
            child.awaitLine("hanging", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(outcome(report(child), "consumer")).isEqualTo("timed_out: interrupted while it handled an item");
            assertThat(Children.step(report(child), "consumer").path("stacks").toString())
                    .contains("\"thread\":\"consumer\"", "Children.hang");
        }
    }

    @Test
    void aSecondSignalInterruptsItsHandlerToo() {
        try (ChildJvm child = start("consumer", "hangs for hours")) {
            child.awaitLine("hanging", LIMIT);
            child.signal("TERM");
            child.awaitLine("working", LIMIT);
            child.signal("TERM");
            child.awaitLine("interrupted", LIMIT);
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
        }
    }

    private static List<String> last(List<String> items) {
        return items.subList(items.size() - 1, items.size());
    }

    private static List<String> items(ChildJvm child, String prefix) {
        return child.stdout().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static ChildJvm start(String... args) {
        ChildJvm child = Children.of(Service.class, args).start();
        child.awaitLine("ready", LIMIT);
        return child;
    }

    static final class Service {
        private Service() {}

        public static void main(String[] args) throws InterruptedException {
            if (args[0].equals("consumer")) {
                consume(args[1]);
            } else {
                execute(args[0], args[1]);
            }
            say("ready");
            Children.hang();
        }

        /** Two threads, or one, and four tasks, of which those that have a thread have begun. */
        private static void execute(String kind, String what) throws InterruptedException {
            ExecutorService executor = switch (kind) {
                case "pool" -> Executors.newFixedThreadPool(2);
                case "single" -> Executors.newSingleThreadExecutor();
                case "fork-join" -> new ForkJoinPool(2);
                case "common" -> ForkJoinPool.commonPool();
                default -> throw new IllegalArgumentException(kind);
            };
            CountDownLatch begun = new CountDownLatch(kind.equals("single") || kind.equals("common") ? 1 : 2);
            CountDownLatch draining = new CountDownLatch(1);
            if (!what.equals("alone")) {
                Shutdown shutdown =
                        Children.onSignal(what.equals("hangs") ? Children.settings() : ShutdownSettings.defaults());
                shutdown.finish("jobs", executor);
                shutdown.step(Phase.WORK, "go", deadline -> draining.countDown());
            }
            for (int task = 0; task < 4; task++) {
                int number = task;
                executor.execute(() -> task(number, begun, what.equals("hangs") ? new CountDownLatch(1) : draining));
            }
            begun.await();
        }

        private static void task(int number, CountDownLatch begun, CountDownLatch go) {
            begun.countDown();
            try {
                go.await();
                Children.did("task " + number);
            } catch (InterruptedException e) {
                say("interrupted " + number);
            }
        }

        private static void consume(String what) {
            BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
            if (!what.equals("idle") && !what.equals("wraps")) {
                IntStream.range(0, ITEMS).forEach(queue::add);
            }
            if (what.equals("alone")) {
                Thread own = new Thread(() -> {
                    while (true) {
                        handle(queue.remove());
                    }
                });
                own.setDaemon(true);
                own.start();
                return;
            }
            Shutdown shutdown =
                    Children.onSignal(what.equals("hangs") ? Children.settings() : ShutdownSettings.defaults());
            shutdown.step(Phase.WORK, "told", deadline -> say("working"));
            shutdown.own("queue", () -> queue.forEach(item -> say("left " + item)));
            switch (what) {
                case "busy", "idle" -> shutdown.consume("consumer", queue::take, Service::handle);
                case "wraps" -> shutdown.consume("consumer", () -> wrapped(queue), Service::handle);
                default -> shutdown.consume("consumer", queue::take, item -> hang());
            }
        }

        private static Integer wrapped(BlockingQueue<Integer> queue) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException("aborted", e);
            }
        }

        private static void hang() throws InterruptedException {
            say("hanging");
            try {
                Children.hang();
            } catch (InterruptedException e) {
                say("interrupted");
                throw e;
            }
        }

        private static void handle(Integer item) {
            say("began " + item);
            Children.pause(Duration.ofMillis(100));
            say("handled " + item);
        }
    }
}
