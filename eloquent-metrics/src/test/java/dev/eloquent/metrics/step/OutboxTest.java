package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
import dev.eloquent.metrics.step.PutOutcome.Unconfirmed;
import dev.eloquent.metrics.step.PutOutcome.Unexplained;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** In time that the test moves. */
final class OutboxTest {
    private static final Duration NOTHING = Duration.ZERO;
    private static final Series SERIES = Series.of("m", List.of(), StandardUnit.COUNT, 60);

    private final RecordedCalls calls = new RecordedCalls();
    private long now = Long.MAX_VALUE - 5;

    private TickedOutbox outbox(boolean choice, long bytes) {
        return outbox(calls, choice, bytes);
    }

    private TickedOutbox outbox(Sink sink, boolean choice, long bytes) {
        return new TickedOutbox(sink, () -> now, choice, new Told(), bytes);
    }

    static Batch batch(int from, int size) {
        return Batch.of(
                        IntStream.range(from, from + size)
                                .mapToObj(value -> new Datum(
                                        SERIES, Instant.ofEpochSecond(60), new double[] {value}, new double[] {1}))
                                .toList(),
                        1000,
                        Batch.MOST_BYTES)
                .get(0);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void sendsWhenTheMomentHasComeAndNotBefore() {
        TickedOutbox outbox = outbox(true, 1_000_000);
        outbox.add(List.of(batch(0, 3)), now + Duration.ofSeconds(20).toNanos());
        pass(Duration.ofSeconds(19));
        outbox.tick();
        assertThat(calls.calls()).isEmpty();
        pass(Duration.ofSeconds(1));
        outbox.tick();
        assertThat(calls.calls()).hasSize(1);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void aFailureIsTriedAgainEverLaterAndTheDataStayAsTheyWere() {
        TickedOutbox outbox = outbox(true, 1_000_000);
        Batch batch = batch(0, 3);
        calls.always(new Postponed("503"));
        outbox.add(List.of(batch), now);
        List<Duration> waits = new ArrayList<>();
        long last = now;
        for (int i = 0; i < 4000 && calls.calls().size() < 9; i++) {
            int before = calls.calls().size();
            outbox.tick();
            if (calls.calls().size() > before) {
                waits.add(Duration.ofNanos(now - last));
                last = now;
            }
            pass(Duration.ofMillis(250));
        }
        assertThat(waits)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofMillis(750),
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(24),
                        Duration.ofSeconds(45),
                        Duration.ofSeconds(45));
        calls.always(new PutOutcome.Accepted());
        pass(Duration.ofMinutes(1));
        outbox.tick();
        assertThat(calls.calls()).hasSize(10).containsOnly(batch);
        assertThat(outbox.waiting()).isZero();
    }

    /** Its only call so far was turned down, so there is an outage; the pause after it is over. */
    private TickedOutbox failing(long room) {
        TickedOutbox outbox = outbox(false, room);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(999, 1)), now);
        outbox.tick();
        assertThat(outbox.waiting()).isZero();
        pass(Duration.ofSeconds(1));
        return outbox;
    }

    @Test
    void whatOnlyWaitsForTheCallsBeforeItHasTwiceTheRoom() {
        long room = 10L * batch(1000, 10).bytes();
        TickedOutbox outbox = outbox(true, room);
        outbox.add(IntStream.range(0, 18).mapToObj(i -> batch(1000, 10)).toList(), now);
        outbox.tick();
        outbox.add(List.of(), now);
        outbox.add(List.of(batch(1000, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(180);
        outbox.add(IntStream.range(0, 4).mapToObj(i -> batch(1000, 10)).toList(), now);
        assertThat(outbox.waiting()).as("without an end it has not").isEqualTo(200);
        calls.then(new Postponed("503"));
        outbox.tick();
        assertThat(outbox.waiting()).as("in an outage it has not either").isEqualTo(100);
    }

    @Test
    void inAnOutageTheOldestMakeRoomAndAreCounted() {
        long room = 10L * batch(1000, 10).bytes();
        TickedOutbox outbox = failing(room);
        for (int step = 0; step < 15; step++) {
            outbox.add(List.of(batch(1000 + 10 * step, 10)), now);
        }
        assertThat(outbox.waiting()).isEqualTo(100);
        outbox.tick();
        assertThat(calls.data("m").get(1).values()).containsExactly(1050);
        Settled end = outbox.close(NOTHING, outbox.totals());
        assertThat(end.dropped()).isEqualTo(90);
        assertThat(end.why()).containsExactly("90 dropped: they were not sent before the close had to end");
        assertThat(end.waiting()).isZero();
    }

    @Test
    void aStepThatIsLargerThanTheRoomIsKeptWhileItIsTheNewest() {
        TickedOutbox outbox = failing(batch(1000, 10).bytes());
        outbox.add(List.of(batch(1000, 10), batch(1010, 10), batch(1020, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(30);
        calls.then(new Ambiguous("no answer"));
        outbox.tick();
        assertThat(calls.data("m").get(1).values()).containsExactly(1000);
        outbox.add(List.of(batch(1030, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(10);
    }

    @Test
    void whatIsNotDueYetMakesNoRoom() {
        TickedOutbox outbox = failing(batch(1000, 10).bytes());
        outbox.add(
                List.of(batch(1000, 10), batch(1010, 10)),
                now + Duration.ofSeconds(20).toNanos());
        outbox.add(List.of(batch(1020, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(30);
        pass(Duration.ofSeconds(20));
        outbox.add(List.of(batch(1030, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(10);
    }

    @Test
    void anErrorOfTheSinkIsNoAnswer() {
        AnsweringSink broken = new AnsweringSink(batch -> {
            throw new NoClassDefFoundError("com/example/Missing");
        });
        TickedOutbox outbox = outbox(broken, true, 1_000_000);
        outbox.add(List.of(batch(0, 3)), now);
        outbox.tick();
        pass(Duration.ofSeconds(1));
        outbox.tick();
        assertThat(broken.calls()).isEqualTo(2);
        assertThat(outbox.waiting()).isEqualTo(3);
    }

    @Test
    void withoutAnAnswerItIsSentAgain() {
        TickedOutbox outbox = outbox(true, 1_000_000);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(0, 3)), now);
        outbox.tick();
        pass(Duration.ofSeconds(1));
        outbox.tick();
        assertThat(calls.calls()).hasSize(2);
    }

    @Test
    void withoutAnAnswerItIsGivenUpIfThatWasChosen() {
        TickedOutbox outbox = outbox(false, 1_000_000);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(0, 3)), now);
        outbox.tick();
        pass(Duration.ofMinutes(2));
        outbox.tick();
        assertThat(calls.calls()).hasSize(1);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void theOthersWaitAfterACallWithoutAnAnswerAlsoIfItIsGivenUp() {
        TickedOutbox outbox = outbox(false, 1_000_000);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(0, 3), batch(10, 4)), now);
        outbox.tick();
        outbox.tick();
        assertThat(calls.calls()).hasSize(1);
        pass(Duration.ofSeconds(1));
        outbox.tick();
        assertThat(calls.calls()).hasSize(2);
    }

    @Test
    void nothingWaitsForWhatNobodyConfirms() {
        TickedOutbox outbox = outbox(true, 1_000_000);
        calls.always(new Unconfirmed("the stream has met an error"));
        Totals before = outbox.totals();
        outbox.add(List.of(batch(0, 3), batch(10, 4), batch(20, 5)), now);
        outbox.tick();
        outbox.tick();
        outbox.tick();
        Settled end = outbox.close(NOTHING, before);
        assertThat(calls.calls()).hasSize(3);
        assertThat(end.uncertain()).isEqualTo(12);
        assertThat(end.dropped()).isZero();
        assertThat(end.waiting()).isZero();
        assertThat(end.why())
                .containsExactly(
                        "12 uncertain: there was no answer to say whether they are counted",
                        "last failure: the stream has met an error");
    }

    @Test
    void whatMayHaveBeenCountedIsUncertainAtTheEndAndNotDropped() {
        TickedOutbox outbox = outbox(true, 1_000_000);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(0, 3), batch(10, 4)), now);
        outbox.tick();
        Settled end = outbox.close(NOTHING, outbox.totals());
        assertThat(end.uncertain()).isEqualTo(3);
        assertThat(end.dropped()).isEqualTo(4);
        assertThat(end.as(FlushReport::new).complete()).isFalse();
        assertThat(outbox.close(NOTHING, outbox.totals()).as(FlushReport::new).complete())
                .isTrue();
    }

    @Test
    void oneBadDatumDoesNotCostTheOthers() {
        AnsweringSink picky = picky(value -> value == 371);
        TickedOutbox outbox = outbox(picky, true, 1_000_000);
        outbox.add(List.of(batch(0, 1000)), now);
        for (int i = 0; i < 100; i++) {
            outbox.tick();
        }
        assertThat(picky.accepted()).hasSize(999);
        assertThat(outbox.waiting()).isZero();
    }

    /** All that goes in comes out as one of sent, dropped, uncertain, whatever the endpoint does. */
    @Test
    void everyDatumIsToldOnce() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Sink moody = new AnsweringSink(batch -> switch (random.nextInt(6)) {
                case 0 -> new Postponed("later");
                case 1 -> new Ambiguous("who knows");
                case 2 -> new Refused("no");
                case 3 -> new Unexplained("no, without a reason");
                case 4 -> new Unconfirmed("written");
                default -> new PutOutcome.Accepted();
            });
            long[] told = new long[2];
            OutboxEvents events = new OutboxEvents() {
                @Override
                public void published(long data) {
                    told[0] += data;
                }

                @Override
                public void failed() {}

                @Override
                public void dropped(DropReason reason, long data) {
                    told[1] += data;
                }

                @Override
                public void took(long nanos) {}
            };
            TickedOutbox outbox = new TickedOutbox(moody, () -> now, true, events, 20_000);
            long added = 0;
            for (int i = 0; i < 60; i++) {
                int size = 1 + random.nextInt(20);
                outbox.add(List.of(batch(0, size)), now);
                added += size;
                outbox.tick();
                pass(Duration.ofSeconds(random.nextInt(30)));
            }
            long waiting = outbox.waiting();
            long before = told[1];
            Settled end = outbox.close(NOTHING, outbox.totals());
            assertThat(end.dropped() + end.uncertain()).as("seed " + seed).isEqualTo(waiting);
            assertThat(told[1] - before).isEqualTo(end.dropped());
            assertThat(told[0] + told[1] + end.uncertain()).isLessThanOrEqualTo(added);
        }
    }

    static boolean has(Batch batch, IntPredicate value) {
        return batch.data().stream().anyMatch(datum -> value.test((int) datum.values()[0]));
    }

    private static AnsweringSink picky(IntPredicate bad) {
        return new AnsweringSink(
                batch -> has(batch, bad) ? new Refused("InvalidParameterValue") : new PutOutcome.Accepted());
    }

    private static void sendAll(TickedOutbox outbox) {
        for (int i = 0; i < 1_000 && outbox.waiting() > 0; i++) {
            outbox.tick();
        }
    }

    @Test
    void sixteenBadDataDoNotCostTheOthersWhereverTheyAre() {
        AnsweringSink picky = picky(value -> value % 62 == 31);
        TickedOutbox outbox = outbox(picky, true, 1_000_000);
        outbox.add(List.of(batch(0, 992)), now);
        sendAll(outbox);
        assertThat(picky.accepted()).hasSize(992 - 16);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void sixteenBadDataThatLieTogetherDoNotCostTheOthers() {
        AnsweringSink picky = picky(value -> value < 16);
        TickedOutbox outbox = outbox(picky, true, 1_000_000);
        outbox.add(List.of(batch(0, 1000)), now);
        sendAll(outbox);
        assertThat(picky.accepted()).hasSize(1000 - 16);
    }

    @Test
    void whereAllIsRefusedAFewCallsAreMadeToSeeIt() {
        AnsweringSink picky = picky(value -> value < 2000);
        TickedOutbox outbox = outbox(picky, true, 1_000_000);
        outbox.add(List.of(batch(0, 1000)), now);
        sendAll(outbox);
        assertThat(picky.calls()).isBetween(48, 70);
        assertThat(outbox.waiting()).isZero();
        int before = picky.calls();
        outbox.add(List.of(batch(1000, 1000)), now);
        sendAll(outbox);
        assertThat(picky.calls() - before).isEqualTo(2 * 4 + 1);
        outbox.add(List.of(batch(1999, 1000)), now);
        sendAll(outbox);
        assertThat(picky.accepted()).as("the first batch after it").hasSize(1000 - 63);
        outbox.add(List.of(batch(1999, 1000)), now);
        sendAll(outbox);
        assertThat(picky.accepted()).as("those that follow").hasSize(1000 - 63 + 999);
    }
}
