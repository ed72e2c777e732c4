package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.Distribution;
import dev.eloquent.metrics.step.PutOutcome;
import dev.eloquent.metrics.step.RecordedCalls;
import dev.eloquent.metrics.step.Sink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** In time that the test moves, with calls that are kept. */
final class CloudWatchRegistryTest {
    private final MockClock clock = new MockClock();
    private final RecordedCalls calls = new RecordedCalls();

    private CloudWatchRegistryBuilder builder() {
        clock.add(Duration.ofMinutes(2).minusMillis(1));
        return CloudWatchRegistry.of(Config.MINUTE).time(clock, () -> 0.5).sink(calls);
    }

    /** Ends the step and lets all calls be made that are due a quarter of a minute later. */
    private void step(CloudWatchRegistry registry) {
        clock.add(Duration.ofMinutes(1));
        registry.steps().publish();
        clock.add(Duration.ofSeconds(16));
        registry.steps().send();
        clock.add(Duration.ofSeconds(44));
        registry.steps().publish();
    }

    @Test
    void aTimerIsOneDatumUnderItsOwnNameInMilliseconds() {
        CloudWatchRegistry registry = builder().build();
        Timer timer = registry.timer("http.requests", "route", "/a");
        for (int i = 1; i <= 100; i++) {
            timer.record(Duration.ofMillis(i));
        }
        Instant start = Instant.ofEpochMilli(clock.wallTime() / 60_000 * 60_000);
        step(registry);

        List<Datum> data = calls.data("http.requests");
        assertThat(data).hasSize(1);
        Datum datum = data.get(0);
        assertThat(datum.series().unit()).isEqualTo(StandardUnit.MILLISECONDS);
        assertThat(datum.series().resolution()).isEqualTo(60);
        assertThat(datum.timestamp()).isEqualTo(start);
        Distribution received = new Distribution(datum.values(), datum.counts());
        assertThat(received.count()).isEqualTo(100);
        assertThat(received.percentile(0.5)).isCloseTo(50, within(2.5));
        assertThat(received.percentile(0.99)).isCloseTo(99, within(5.0));
    }

    @Test
    void idleMetersAreNotPublishedAndTheHeartbeatIs() {
        CloudWatchRegistry registry = builder().build();
        registry.timer("idle.timer");
        registry.counter("idle.counter");
        registry.summary("idle.summary");
        LongTaskTimer.builder("idle.tasks").register(registry);
        step(registry);
        assertThat(calls.calls()).hasSize(1);
        assertThat(calls.calls().get(0).data())
                .extracting(datum -> datum.series().name())
                .containsExactlyInAnyOrder("eloquent.heartbeat", "eloquent.metrics.queue");
    }

    @Test
    void countersAreSumsOfTheirStep() {
        CloudWatchRegistry registry = builder().build();
        Counter counter = registry.counter("orders");
        AtomicInteger grown = new AtomicInteger(5);
        registry.more().counter("elsewhere", List.of(), grown);
        counter.increment();
        counter.increment(2);
        step(registry);
        assertThat(calls.data("orders").get(0).values()).containsExactly(3);
        assertThat(calls.data("orders").get(0).series().unit()).isEqualTo(StandardUnit.COUNT);
        assertThat(calls.data("elsewhere").get(0).values()).containsExactly(5);
        grown.set(9);
        clock.add(Duration.ofMinutes(1));
        registry.steps().publish();
        clock.add(Duration.ofMinutes(1));
        registry.steps().send();
        registry.steps().send();
        assertThat(calls.data("elsewhere").get(1).values()).containsExactly(4);
        assertThat(calls.data("orders")).hasSize(1);
    }

    @Test
    void moreThanAHundredAndFiftyValuesAreASecondDatumOfTheSameTime() {
        CloudWatchRegistry registry = builder().build();
        DistributionSummary summary = registry.summary("sizes");
        double value = 1;
        for (int i = 0; i < 400; i++) {
            summary.record(value);
            value *= 1.12;
        }
        step(registry);
        List<Datum> data = calls.data("sizes");
        assertThat(data).hasSizeGreaterThan(1);
        assertThat(data).allMatch(datum -> datum.values().length <= 150);
        assertThat(data).extracting(Datum::timestamp).containsOnly(data.get(0).timestamp());
        assertThat(data.stream()
                        .mapToLong(datum -> new Distribution(datum.values(), datum.counts()).count())
                        .sum())
                .isEqualTo(400);
    }

    @Test
    void tasksAtWorkAreTheDistributionOfTheirAge() {
        CloudWatchRegistry registry = builder().build();
        LongTaskTimer tasks = LongTaskTimer.builder("imports").register(registry);
        tasks.start();
        clock.add(Duration.ofSeconds(10));
        tasks.start();
        clock.add(Duration.ofSeconds(50));
        registry.steps().publish();
        clock.add(Duration.ofSeconds(16));
        registry.steps().send();
        Datum datum = calls.data("imports").get(0);
        assertThat(new Distribution(datum.values(), datum.counts()).count()).isEqualTo(2);
        assertThat(datum.values()[0]).isCloseTo(50_000, within(2_500.0));
    }

    @Test
    void legacyNamesAreThereIfWanted() {
        CloudWatchRegistry registry = builder().legacyNames(true).build();
        registry.timer("t").record(Duration.ofMillis(30));
        registry.timer("t").record(Duration.ofMillis(10));
        registry.counter("c").increment();
        step(registry);
        assertThat(calls.data("t.sum").get(0).values()).containsExactly(40);
        assertThat(calls.data("t.count").get(0).values()).containsExactly(2);
        assertThat(calls.data("t.avg").get(0).values()).containsExactly(20);
        assertThat(calls.data("t.max").get(0).values()).containsExactly(30);
        assertThat(calls.data("c.count").get(0).values()).containsExactly(1);
    }

    @Test
    void resolutionIsChosenByMeter() {
        CloudWatchRegistry registry =
                builder().highResolution(id -> id.getName().equals("fast")).build();
        registry.counter("fast").increment();
        registry.counter("slow").increment();
        step(registry);
        assertThat(calls.data("fast").get(0).series().resolution()).isEqualTo(1);
        assertThat(calls.data("slow").get(0).series().resolution()).isEqualTo(60);
    }

    @Test
    void theLastStepIsPublishedAtCloseOnce() {
        CloudWatchRegistry registry = builder().build();
        registry.start(CloudWatchRegistryTest::daemon);
        registry.counter("orders").increment(7);
        FlushReport first = registry.close(Duration.ofSeconds(5));
        assertThat(first.complete()).as(first.toString()).isTrue();
        assertThat(first.sent()).isEqualTo(3);
        assertThat(registry.close(Duration.ofSeconds(5))).isEqualTo(first);
        assertThat(calls.data("orders")).hasSize(1);
        assertThat(calls.data("orders").get(0).values()).containsExactly(7);
    }

    /** Hangs until it is let go, as long as the test needs it. */
    private static final class Hanging implements AutoCloseable {
        final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        double value() {
            asked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 1;
        }

        @Override
        public void close() {
            released.countDown();
        }
    }

    @Test
    void aGaugeThatHangsDoesNotKeepTheCloseAndTheRestIsSent() {
        CloudWatchRegistry registry = builder().build();
        registry.start(CloudWatchRegistryTest::daemon);
        registry.counter("orders").increment(7);
        try (Hanging hanging = new Hanging()) {
            registry.gauge("hangs", hanging, Hanging::value);
            Duration deadline = Duration.ofMillis(600);
            long began = System.nanoTime();
            FlushReport report = registry.close(deadline);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(deadline.plusSeconds(2));
            assertThat(hanging.asked.getCount()).isZero();
            assertThat(calls.data("orders").get(0).values()).containsExactly(7);
            assertThat(report.complete()).isFalse();
            assertThat(report.dropped()).isBetween(1L, 2L);
            assertThat(report.why())
                    .containsExactly(report.dropped()
                            + " dropped: meters that ask other code, such as gauges, did not answer in time");
        }
    }

    @Test
    void aGaugeThatHangsInAStepKeepsNeitherItNorThoseThatFollow() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Duration step = Duration.ofMillis(100);
        CloudWatchRegistry registry = CloudWatchRegistry.of(new Config(step))
                .time(clock, () -> 0.5)
                .sink(calls)
                .build();
        try (Hanging hanging = new Hanging()) {
            registry.gauge("hangs", hanging, Hanging::value);
            registry.counter("orders").increment(7);
            clock.add(step);
            registry.start(CloudWatchRegistryTest::daemon);
            assertThat(hanging.asked.await(20, TimeUnit.SECONDS)).isTrue();
            registry.counter("orders").increment(3);
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                clock.add(step);
                return calls.data("eloquent.heartbeat").size() >= 3;
            });
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread ->
                            !before.contains(thread) && thread.getName().startsWith("eloquent-metrics-"))
                    .as("one for the steps, one that sends, one that hangs")
                    .hasSize(3);
            registry.counter("orders").increment(5);
            FlushReport report = registry.close(Duration.ofSeconds(2));
            assertThat(report.why())
                    .containsExactly(report.dropped()
                            + " dropped: meters that ask other code, such as gauges, did not answer in time");
            assertThat(calls.data("orders").stream()
                            .mapToDouble(datum -> datum.values()[0])
                            .sum())
                    .isEqualTo(15);
        }
    }

    @Test
    void aStepHasOneHeartbeatHoweverOftenItIsFlushed() {
        CloudWatchRegistry registry = builder().build();
        for (int i = 0; i < 4; i++) {
            registry.steps().flush(Duration.ZERO);
            registry.steps().send();
        }
        assertThat(calls.data("eloquent.heartbeat")).hasSize(1);
        step(registry);
        step(registry);
        assertThat(calls.data("eloquent.heartbeat"))
                .extracting(Datum::timestamp)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void aSecondCloseKeepsItsOwnDeadline() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch aborted = new CountDownLatch(1);
        Sink hangs = new Sink() {
            @Override
            public PutOutcome put(Batch batch) {
                called.countDown();
                try {
                    aborted.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return new PutOutcome.Accepted();
            }

            @Override
            public void abort() {
                aborted.countDown();
            }

            @Override
            public void close() {}
        };
        CloudWatchRegistry registry = builder().sink(hangs).build();
        registry.start(CloudWatchRegistryTest::daemon);
        registry.counter("orders").increment();
        CompletableFuture<FlushReport> first =
                CompletableFuture.supplyAsync(() -> registry.close(Duration.ofSeconds(50)));
        try {
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            FlushReport second = registry.close(Duration.ofMillis(100));
            assertThat(first).isNotDone();
            assertThat(second.waiting()).isEqualTo(3);
            assertThat(second.complete()).isFalse();
            assertThat(second.why()).containsExactly("another close is still under way");
        } finally {
            aborted.countDown();
        }
        assertThat(first.join().sent()).isEqualTo(3);
    }

    @Test
    void aDeadlineOfAnyLengthIsTaken() {
        CloudWatchRegistry registry = builder().build();
        registry.start(CloudWatchRegistryTest::daemon);
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(registry.flush(forEver).complete()).isTrue();
        assertThat(registry.close(forEver).complete()).isTrue();
    }

    @Test
    void anErrorOfAMeterCostsThatMeter() {
        CloudWatchRegistry registry = builder().build();
        registry.more().counter("bad", List.of(), registry, ignored -> {
            throw new NoClassDefFoundError("com/example/Missing");
        });
        registry.counter("orders").increment();
        step(registry);
        assertThat(calls.data("orders")).hasSize(1);
        assertThat(calls.data("bad")).isEmpty();
    }

    @Test
    void anErrorCostsAStepAndNotThoseThatFollow() {
        AtomicBoolean fails = new AtomicBoolean();
        MockClock failing = new MockClock() {
            @Override
            public long wallTime() {
                if (fails.get()) {
                    fails.set(false);
                    throw new StackOverflowError();
                }
                return super.wallTime();
            }
        };
        Duration step = Duration.ofMillis(100);
        CloudWatchRegistry registry = CloudWatchRegistry.of(new Config(step))
                .time(failing, () -> 0.5)
                .sink(calls)
                .build();
        fails.set(true);
        registry.start(CloudWatchRegistryTest::daemon);
        await().atMost(20, TimeUnit.SECONDS).until(() -> !fails.get());
        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            failing.add(step);
            return calls.data("eloquent.heartbeat").size() >= 2;
        });
        registry.close(Duration.ofSeconds(2));
    }

    @Test
    void aCloseWithoutTimeTellsAllThatIsLost() {
        CloudWatchRegistry registry = builder().build();
        registry.start(CloudWatchRegistryTest::daemon);
        for (int i = 0; i < 500; i++) {
            registry.counter("orders", "kind", "k" + i).increment();
        }
        FlushReport report = registry.close(Duration.ZERO);
        assertThat(report.sent() + report.dropped() + report.uncertain()).isEqualTo(502);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    @Test
    void aHundredThousandPathsStayWithinTheBudgetAndAreCounted() {
        CloudWatchRegistry registry = builder().seriesBudget(50).build();
        registry.config().commonTags("service", "orders");
        int before = registry.getMeters().size();
        for (int i = 0; i < 100_000; i++) {
            registry.counter("http.requests", "path", "/" + i).increment();
        }
        assertThat(registry.getMeters()).hasSizeLessThanOrEqualTo(before + 50);
        step(registry);
        List<Datum> data = calls.data("http.requests");
        assertThat(data).hasSize(50);
        assertThat(data.stream().mapToDouble(datum -> datum.values()[0]).sum()).isEqualTo(100_000);
        Datum other = data.stream()
                .filter(datum -> datum.series().dimensions().toString().contains("other"))
                .findFirst()
                .orElseThrow();
        assertThat(other.values()).containsExactly(100_000 - 49);
        assertThat(other.series().dimensions().toString()).contains("orders");
        assertThat(calls.data("eloquent.metrics.overflow").get(0).values()).containsExactly(100_000 - 49);
    }

    @Test
    void aHundredThousandPathsMethodsAndHostsTakeNoHeap() {
        CloudWatchRegistry registry = builder().seriesBudget(100).build();
        assertThat(heapOf(registry)).isLessThan(10_000_000);
        assertThat(registry.find("http.requests").timers()).hasSize(100);
    }

    /** Control: with room for all of them each takes some. */
    @Test
    void control_withoutABudgetTheyTakeHeap() {
        CloudWatchRegistry registry = builder().seriesBudget(1_000_000).build();
        assertThat(heapOf(registry)).isGreaterThan(20_000_000);
        assertThat(registry.find("http.requests").timers()).hasSize(102_000);
    }

    private static long heapOf(CloudWatchRegistry registry) {
        request(registry, 0, 2_000);
        long before = used();
        request(registry, 2_000, 102_000);
        return used() - before;
    }

    private static void request(CloudWatchRegistry registry, int from, int to) {
        for (int i = from; i < to; i++) {
            registry.timer("http.requests", "uri", "/" + i, "method", "M" + i, "host", "h" + i)
                    .record(Duration.ofMillis(1));
        }
    }

    /** Collects until nothing more goes: other tests of this JVM may have left something. */
    private static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            Runtime.getRuntime().gc();
            long now = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            if (now > used - 100_000) {
                return Math.min(now, used);
            }
            used = now;
        }
        return used;
    }

    @Test
    void theHeartbeatHasTheCommonTags() {
        CloudWatchRegistry registry = builder().build();
        registry.config().commonTags("service", "orders", "task.id", "4711");
        step(registry);
        assertThat(calls.data("eloquent.heartbeat").get(0).series().dimensions())
                .extracting(dimension -> dimension.name() + "=" + dimension.value())
                .containsExactly("service=orders");
    }

    /** Control: with room for all of them each path is a series. */
    @Test
    void control_withABudgetThatIsLargeEnoughEachPathIsASeries() {
        CloudWatchRegistry registry = builder().seriesBudget(2_000).build();
        for (int i = 0; i < 1_000; i++) {
            registry.counter("http.requests", "path", "/" + i).increment();
        }
        assertThat(registry.find("http.requests").counters()).hasSize(1_000);
    }

    @Test
    void namesThatFindNoPlaceAreNotMetered() {
        CloudWatchRegistry registry = builder().seriesBudget(10).build();
        int before = registry.getMeters().size();
        for (int i = 0; i < 1_000; i++) {
            registry.counter("name." + i, "a", "b").increment();
        }
        assertThat(registry.getMeters().size() - before).isLessThanOrEqualTo(10);
    }

    @Test
    void dimensionsOfTasksAndThoseThatAreNotAllowedAreLeftOut() {
        CloudWatchRegistry registry =
                builder().dimensions(Set.of("route", "taskId")).build();
        registry.config().commonTags("service", "orders", "task.id", "4711");
        Meter.Id id =
                registry.counter("c", "route", "/a", "taskId", "1", "user", "u").getId();
        assertThat(id.getTags()).extracting(tag -> tag.getKey()).containsExactly("route", "service");
    }

    @Test
    void theEstimateCountsWhatIsPublished() {
        CloudWatchRegistry registry = builder().legacyNames(true).build();
        long before = registry.monthlyCost(1).metrics();
        registry.timer("t");
        registry.counter("c");
        assertThat(registry.monthlyCost(1).metrics() - before).isEqualTo(7);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> CloudWatchRegistry.of(Config.MINUTE)
                        .seriesBudget(0)
                        .buffer(1)
                        .callTimeout(Duration.ZERO)
                        .heartbeat(" ")
                        .start())
                .isInstanceOf(CloudWatchConfigurationException.class)
                .hasMessage("metrics: seriesBudget must be from 1 to 1000000, was 0; heartbeat must be"
                        + " a name, was blank; buffer must be from 1000000 to 1000000000 bytes, was 1; callTimeout must"
                        + " be from PT0.1S to PT1M, was PT0S");
    }

    private double[] values(String name) {
        return calls.data(name).stream().mapToDouble(datum -> datum.values()[0]).toArray();
    }

    private void flush(CloudWatchRegistry registry) {
        registry.steps().flush(Duration.ZERO);
        registry.steps().send();
    }

    @Test
    void aReadingThatIsNoNumberKeepsWhatWasSeen() {
        CloudWatchRegistry registry = builder().build();
        AtomicReference<Double> source = new AtomicReference<>(0.0);
        FunctionCounter.builder("grows", source, AtomicReference::get).register(registry);
        FunctionTimer.builder("takes", source, of -> of.get().longValue(), AtomicReference::get, TimeUnit.MILLISECONDS)
                .register(registry);
        FunctionTimer.builder("unknown", source, of -> 3, of -> Double.NaN, TimeUnit.SECONDS)
                .register(registry);
        for (double reading : new double[] {100, 103, Double.NaN, 105, Double.POSITIVE_INFINITY, 106}) {
            source.set(reading);
            flush(registry);
        }
        assertThat(values("grows")).containsExactly(100, 3, 2, 1);
        assertThat(calls.data("unknown")).isEmpty();
        assertThat(calls.data("takes"))
                .allSatisfy(datum -> assertThat(datum.values()).containsExactly(1))
                .extracting(datum -> datum.counts()[0])
                .containsExactly(100.0, 3.0, 2.0, 1.0);
    }

    @Test
    void whatIsNoNumberDoesNotCostTheSumOfAStep() {
        CloudWatchRegistry registry = builder().build();
        Counter counter = registry.counter("orders");
        counter.increment(5);
        counter.increment(Double.NaN);
        counter.increment(Double.POSITIVE_INFINITY);
        counter.increment(Double.NEGATIVE_INFINITY);
        flush(registry);
        assertThat(values("orders")).containsExactly(5);
    }

    private static List<Measurement> measurements(Statistic... statistics) {
        return Arrays.stream(statistics)
                .map(statistic -> new Measurement(() -> 1.0, statistic))
                .toList();
    }

    @Test
    void aMeterOfTheUsersOwnTakesAPlaceForEachStatistic() {
        CloudWatchRegistry registry = builder().seriesBudget(9).build();
        Meter.builder("own", Meter.Type.OTHER, measurements(Statistic.COUNT, Statistic.TOTAL, Statistic.MAX))
                .register(registry);
        // Of another type one does not see from its id that it is of the user's own kind.
        Meter.builder("typed", Meter.Type.GAUGE, measurements(Statistic.VALUE, Statistic.MAX))
                .register(registry);
        Meter.builder("late", Meter.Type.OTHER, measurements(Statistic.VALUE)).register(registry);
        for (int i = 0; i < 3; i++) {
            registry.counter("counter." + i).increment();
        }
        Meter.builder("cut", Meter.Type.GAUGE, measurements(Statistic.VALUE, Statistic.MAX))
                .register(registry);
        flush(registry);
        assertThat(calls.data("own")).hasSize(3);
        assertThat(calls.data("typed")).hasSize(2);
        assertThat(calls.data("late")).isEmpty();
        assertThat(calls.data("cut")).hasSize(1);
        assertThat(calls.data("counter.2")).hasSize(1);
    }

    @Test
    void theEstimateKnowsHowManyCallsTheLastStepNeeded() {
        CloudWatchRegistry registry = builder().build();
        for (int i = 0; i < 950; i++) {
            DistributionSummary summary = registry.summary("s".repeat(200) + i);
            double value = 1;
            for (int at = 0; at < 150; at++) {
                summary.record(value);
                value *= 1.105;
            }
        }
        assertThat(registry.monthlyCost(1).calls()).isEqualTo(43_800);
        flush(registry);
        assertThat(registry.monthlyCost(1).calls()).isEqualTo(2 * 43_800);
    }
}
