package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Steps that are cut while the code of others is asked, by that code: the moment is the same each time. */
final class StepCollectionTest {
    private final List<Datum> published = new ArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private int unread;
    private StepCollection step = next();

    private StepCollection next() {
        return new StepCollection(new StepData(Instant.EPOCH, 150), published::addAll);
    }

    private ReadCounter<Object> counter(String name, ToDoubleFunction<Object> read) {
        Meter.Id id = id(name, Meter.Type.COUNTER);
        return new ReadCounter<>(id, this, read, names(id));
    }

    private static Meter.Id id(String name, Meter.Type type) {
        return new Meter.Id(name, Tags.empty(), null, null, type);
    }

    private static SeriesNames names(Meter.Id id) {
        return new SeriesNames(id, NamingConvention.identity, 60, false);
    }

    private double cutOnce(double value) {
        if (cuts.getAndIncrement() == 0) {
            unread = step.cut();
        }
        return value;
    }

    private void run(Meter... meters) {
        step.hold(List.of(meters));
        step.ask();
    }

    private double sum(String name) {
        return published.stream()
                .filter(datum -> datum.series().name().equals(name))
                .mapToDouble(datum -> datum.values()[0] * datum.counts()[0])
                .sum();
    }

    @Test
    void whatWasAnsweredBeforeTheCutIsPublishedAndTheRestComesLater() {
        Meter before = counter("before", all -> 7);
        Meter.Id id = id("slow", Meter.Type.GAUGE);
        Meter slow = new ReadGauge<>(id, this, all -> cutOnce(1), names(id));
        Meter behind = counter("behind", all -> 9);
        run(before, slow, behind);
        assertThat(sum("before")).isEqualTo(7);
        assertThat(unread).as("the slow one and the one behind it").isEqualTo(2);
        assertThat(published).hasSize(1);
        step = next();
        run(before, slow, behind);
        assertThat(sum("before")).isEqualTo(7);
        assertThat(sum("slow")).isEqualTo(1);
        assertThat(sum("behind")).isEqualTo(9);
    }

    @Test
    void aCounterThatAnswersAfterTheCutHasAllOfItInTheNextStep() {
        Meter slow = counter("slow", all -> cutOnce(7));
        run(slow);
        assertThat(unread).isEqualTo(1);
        assertThat(published).isEmpty();
        step = next();
        run(slow);
        assertThat(sum("slow")).isEqualTo(7);
    }

    @Test
    void aTimerThatAnswersAfterTheCutHasAllOfItInTheNextStep() {
        Meter.Id id = id("slow", Meter.Type.TIMER);
        Meter slow = new ReadTimer<>(id, this, all -> 4L, all -> cutOnce(40), TimeUnit.MILLISECONDS, names(id));
        run(slow);
        assertThat(published).isEmpty();
        step = next();
        run(slow);
        assertThat(sum("slow")).isEqualTo(40);
    }
}
