package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.step.PutOutcome.Accepted;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Unexplained;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A definite no that does not say whether it is because of the data. In time that the test moves. */
final class UnexplainedAnswerTest {
    private static final PutOutcome NO = new Unexplained("400 SomethingNew");

    private long now = Long.MAX_VALUE - 5;

    private TickedOutbox outbox(Sink sink) {
        return new TickedOutbox(sink, () -> now, true, new Told(), 1_000_000);
    }

    private static AnsweringSink to(IntPredicate bad, PutOutcome answer) {
        Function<Batch, PutOutcome> answers = batch -> OutboxTest.has(batch, bad) ? answer : new Accepted();
        return new AnsweringSink(answers);
    }

    /** As the sender's thread would, for so long. */
    private void send(TickedOutbox outbox, Duration time) {
        for (long end = now + time.toNanos();
                end - now > 0;
                now += Duration.ofMillis(100).toNanos()) {
            outbox.tick();
        }
    }

    private static List<Double> values(int from, int to, double without) {
        return DoubleStream.iterate(from, value -> value < to, value -> value + 1)
                .filter(value -> value != without)
                .boxed()
                .toList();
    }

    @Test
    void theCallsBehindItAreSentMeanwhile() {
        AnsweringSink sink = to(value -> value == 7, NO);
        TickedOutbox outbox = outbox(sink);
        outbox.add(List.of(OutboxTest.batch(0, 10), OutboxTest.batch(10, 10), OutboxTest.batch(20, 10)), now);
        outbox.tick();
        assertThat(sink.accepted()).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        outbox.tick();
        outbox.tick();
        assertThat(sink.accepted()).isEqualTo(values(10, 30, -1));
        assertThat(outbox.waiting()).isEqualTo(10);
    }

    /** Control: what is only to be tried again holds up all that is behind it. */
    @Test
    void control_whatIsToBeTriedAgainHoldsUpTheOthers() {
        AnsweringSink sink = to(value -> value == 7, new Postponed("400 SomethingNew"));
        TickedOutbox outbox = outbox(sink);
        outbox.add(List.of(OutboxTest.batch(0, 10), OutboxTest.batch(10, 10), OutboxTest.batch(20, 10)), now);
        send(outbox, Duration.ofHours(1));
        assertThat(sink.accepted()).isEmpty();
    }

    @Test
    void whileOthersAreAcceptedTheBadDatumIsFoundAndDropped() {
        AnsweringSink sink = to(value -> value == 7, NO);
        TickedOutbox outbox = outbox(sink);
        Totals before = outbox.totals();
        outbox.add(List.of(OutboxTest.batch(0, 10), OutboxTest.batch(10, 10)), now);
        send(outbox, Duration.ofSeconds(10));
        assertThat(outbox.waiting()).isZero();
        assertThat(sink.accepted()).containsExactlyInAnyOrderElementsOf(values(0, 20, 7));
        Settled end = outbox.close(Duration.ZERO, before);
        assertThat(end.sent()).isEqualTo(19);
        assertThat(end.uncertain()).isZero();
        assertThat(end.why()).containsExactly("1 dropped: CloudWatch refused them", "last failure: 400 SomethingNew");
    }

    /** Of a small service: nothing is behind it that could tell. */
    @Test
    void theBadDatumOfTheOnlyCallIsFoundWithinHalfAMinute() {
        for (int bad : new int[] {0, 1, 99, 100, 199}) {
            AnsweringSink sink = to(value -> value == bad, NO);
            TickedOutbox outbox = outbox(sink);
            Totals before = outbox.totals();
            outbox.add(List.of(OutboxTest.batch(0, 200)), now);
            send(outbox, Duration.ofSeconds(30));
            assertThat(outbox.waiting()).isZero();
            assertThat(sink.accepted()).containsExactlyInAnyOrderElementsOf(values(0, 200, bad));
            assertThat(outbox.close(Duration.ZERO, before).dropped()).isEqualTo(1);
        }
    }

    /** It turns down the same call before and after another that it accepts. */
    @Test
    void nothingIsDroppedByAnEndpointThatBreaksDownAgain() {
        AtomicBoolean broken = new AtomicBoolean(true);
        AnsweringSink sink = to(value -> broken.get(), NO);
        TickedOutbox outbox = outbox(sink);
        outbox.add(List.of(OutboxTest.batch(7, 1)), now);
        for (int times = 1; times <= 2; times++) {
            send(outbox, Duration.ofMinutes(5));
            broken.set(false);
            outbox.add(List.of(OutboxTest.batch(10 * times, 1)), now);
            while (sink.accepted().size() < times) {
                send(outbox, Duration.ofMillis(100));
            }
            broken.set(true);
        }
        send(outbox, Duration.ofMinutes(5));
        assertThat(outbox.waiting()).isEqualTo(1);
        broken.set(false);
        send(outbox, Duration.ofMinutes(1));
        assertThat(sink.accepted()).containsExactly(10.0, 20.0, 7.0);
    }

    /** What was cut for a bad datum is no worse for it when the endpoint breaks down. */
    @Test
    void nothingGoodIsDroppedByAnEndpointThatBreaksDownWhileABadDatumIsSought() {
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger turnedDown = new AtomicInteger();
        AnsweringSink sink = new AnsweringSink(batch -> {
            if (broken.get()) {
                return NO;
            }
            boolean bad = OutboxTest.has(batch, value -> value == 7);
            broken.set(bad && turnedDown.incrementAndGet() == 4);
            return bad ? NO : new Accepted();
        });
        TickedOutbox outbox = outbox(sink);
        Totals before = outbox.totals();
        outbox.add(List.of(OutboxTest.batch(0, 10)), now);
        for (int i = 10; !broken.get(); i++) {
            outbox.add(List.of(OutboxTest.batch(i, 1)), now);
            send(outbox, Duration.ofSeconds(1));
        }
        send(outbox, Duration.ofMinutes(10));
        broken.set(false);
        send(outbox, Duration.ofMinutes(10));
        outbox.add(List.of(OutboxTest.batch(1_000, 1)), now);
        send(outbox, Duration.ofMinutes(10));
        assertThat(sink.accepted()).containsAll(values(0, 10, 7));
        assertThat(outbox.close(Duration.ZERO, before).dropped()).isEqualTo(1);
    }

    /** Such as a proxy that answers everything so: an outage like any other. */
    @Test
    void nothingIsDroppedWhileNoCallIsAccepted() {
        AtomicBoolean mended = new AtomicBoolean();
        AnsweringSink sink = to(value -> !mended.get(), NO);
        TickedOutbox outbox = outbox(sink);
        Totals before = outbox.totals();
        for (int minute = 0; minute < 120; minute++) {
            outbox.add(List.of(OutboxTest.batch(10 * minute, 10)), now);
            send(outbox, Duration.ofMinutes(1));
        }
        assertThat(outbox.waiting()).isEqualTo(1_200);
        assertThat(sink.calls()).as("a pause after each").isLessThan(200);
        mended.set(true);
        send(outbox, Duration.ofMinutes(2));
        assertThat(sink.accepted())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1_200).asDoubleStream().boxed().toList());
        Settled end = outbox.close(Duration.ZERO, before);
        assertThat(end.sent()).isEqualTo(1_200);
        assertThat(end.dropped()).isZero();
    }
}
