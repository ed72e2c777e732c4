package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.Distribution;
import dev.eloquent.metrics.step.RecordedCalls;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** What a meter becomes. */
final class MeterDataTest {
    private final TickedRegistries registries = new TickedRegistries();
    private final RecordedCalls calls = registries.calls();
    private final MockClock clock = registries.clock();

    @Test
    void aTimerIsOneDatumUnderItsOwnNameInMilliseconds() {
        CloudWatchRegistry registry = registries.builder().build();
        Timer timer = registry.timer("http.requests", "route", "/a");
        for (int i = 1; i <= 100; i++) {
            timer.record(Duration.ofMillis(i));
        }
        Instant start = Instant.ofEpochMilli(clock.wallTime() / 60_000 * 60_000);
        registries.step(registry);

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
    void countersAreSumsOfTheirStep() {
        CloudWatchRegistry registry = registries.builder().build();
        Counter counter = registry.counter("orders");
        AtomicInteger grown = new AtomicInteger(5);
        registry.more().counter("elsewhere", List.of(), grown);
        counter.increment();
        counter.increment(2);
        registries.step(registry);
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
        CloudWatchRegistry registry = registries.builder().build();
        DistributionSummary summary = registry.summary("sizes");
        double value = 1;
        for (int i = 0; i < 400; i++) {
            summary.record(value);
            value *= 1.12;
        }
        registries.step(registry);
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
        CloudWatchRegistry registry = registries.builder().build();
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
        CloudWatchRegistry registry = registries.builder().legacyNames(true).build();
        registry.timer("t").record(Duration.ofMillis(30));
        registry.timer("t").record(Duration.ofMillis(10));
        registry.counter("c").increment();
        registries.step(registry);
        assertThat(calls.data("t.sum").get(0).values()).containsExactly(40);
        assertThat(calls.data("t.count").get(0).values()).containsExactly(2);
        assertThat(calls.data("t.avg").get(0).values()).containsExactly(20);
        assertThat(calls.data("t.max").get(0).values()).containsExactly(30);
        assertThat(calls.data("c.count").get(0).values()).containsExactly(1);
    }

    @Test
    void resolutionIsChosenByMeter() {
        CloudWatchRegistry registry = registries
                .builder()
                .highResolution(id -> id.getName().equals("fast"))
                .build();
        registry.counter("fast").increment();
        registry.counter("slow").increment();
        registries.step(registry);
        assertThat(calls.data("fast").get(0).series().resolution()).isEqualTo(1);
        assertThat(calls.data("slow").get(0).series().resolution()).isEqualTo(60);
    }

    @Test
    void aReadingThatIsNoNumberKeepsWhatWasSeen() {
        CloudWatchRegistry registry = registries.builder().build();
        AtomicReference<Double> source = new AtomicReference<>(0.0);
        FunctionCounter.builder("grows", source, AtomicReference::get).register(registry);
        FunctionTimer.builder("takes", source, of -> of.get().longValue(), AtomicReference::get, TimeUnit.MILLISECONDS)
                .register(registry);
        FunctionTimer.builder("unknown", source, of -> 3, of -> Double.NaN, TimeUnit.SECONDS)
                .register(registry);
        for (double reading : new double[] {100, 103, Double.NaN, 105, Double.POSITIVE_INFINITY, 106}) {
            source.set(reading);
            registries.flush(registry);
        }
        assertThat(registries.values("grows")).containsExactly(100, 3, 2, 1);
        assertThat(calls.data("unknown")).isEmpty();
        assertThat(calls.data("takes"))
                .allSatisfy(datum -> assertThat(datum.values()).containsExactly(1))
                .extracting(datum -> datum.counts()[0])
                .containsExactly(100.0, 3.0, 2.0, 1.0);
    }

    @Test
    void whatIsNoNumberDoesNotCostTheSumOfAStep() {
        CloudWatchRegistry registry = registries.builder().build();
        Counter counter = registry.counter("orders");
        counter.increment(5);
        counter.increment(Double.NaN);
        counter.increment(Double.POSITIVE_INFINITY);
        counter.increment(Double.NEGATIVE_INFINITY);
        registries.flush(registry);
        assertThat(registries.values("orders")).containsExactly(5);
    }
}
