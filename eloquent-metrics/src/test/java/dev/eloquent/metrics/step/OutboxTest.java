package dev.eloquent.metrics.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.metrics.cloudwatch.FlushReport;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
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

    private Outbox outbox(boolean choice, long bytes) {
        return new Outbox(calls, () -> now, () -> 0.5, choice, OutboxEvents.none(), bytes);
    }

    private static Batch batch(int from, int size) {
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
        Outbox outbox = outbox(true, 1_000_000);
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
        Outbox outbox = outbox(true, 1_000_000);
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

    @Test
    void inAnOutageTheOldestMakeRoomAndAreCounted() {
        long room = 10L * batch(1000, 10).bytes();
        Outbox outbox = outbox(true, room);
        for (int step = 0; step < 15; step++) {
            outbox.add(List.of(batch(1000 + 10 * step, 10)), now);
        }
        assertThat(outbox.waiting()).isEqualTo(100);
        outbox.tick();
        assertThat(calls.calls().get(0).data().get(0).values()).containsExactly(1050);
        Settled end = outbox.close(NOTHING, outbox.totals());
        assertThat(end.dropped()).isEqualTo(90);
        assertThat(end.why()).containsExactly("90 dropped: they were not sent before the close had to end");
        assertThat(end.waiting()).isZero();
    }

    @Test
    void aStepThatIsLargerThanTheRoomIsKeptWhileItIsTheNewest() {
        Outbox outbox = outbox(true, batch(1000, 10).bytes());
        outbox.add(List.of(batch(1000, 10), batch(1010, 10), batch(1020, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(30);
        outbox.tick();
        assertThat(calls.calls().get(0).data().get(0).values()).containsExactly(1000);
        outbox.add(List.of(batch(1030, 10)), now);
        assertThat(outbox.waiting()).isEqualTo(10);
    }

    @Test
    void whatIsNotDueYetMakesNoRoom() {
        Outbox outbox = outbox(true, batch(1000, 10).bytes());
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
        Sink broken = new Sink() {
            @Override
            public PutOutcome put(Batch batch) {
                calls.put(batch);
                throw new NoClassDefFoundError("com/example/Missing");
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        Outbox outbox = new Outbox(broken, () -> now, () -> 0.5, true, OutboxEvents.none(), 1_000_000);
        outbox.add(List.of(batch(0, 3)), now);
        outbox.tick();
        pass(Duration.ofSeconds(1));
        outbox.tick();
        assertThat(calls.calls()).hasSize(2);
        assertThat(outbox.waiting()).isEqualTo(3);
    }

    @Test
    void withoutAnAnswerItIsSentAgain() {
        Outbox outbox = outbox(true, 1_000_000);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(0, 3)), now);
        outbox.tick();
        pass(Duration.ofSeconds(1));
        outbox.tick();
        assertThat(calls.calls()).hasSize(2);
    }

    @Test
    void withoutAnAnswerItIsGivenUpIfThatWasChosen() {
        Outbox outbox = outbox(false, 1_000_000);
        calls.then(new Ambiguous("no answer"));
        outbox.add(List.of(batch(0, 3)), now);
        outbox.tick();
        pass(Duration.ofMinutes(2));
        outbox.tick();
        assertThat(calls.calls()).hasSize(1);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void whatMayHaveBeenCountedIsUncertainAtTheEndAndNotDropped() {
        Outbox outbox = outbox(true, 1_000_000);
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
        double bad = 371;
        List<Batch> accepted = new ArrayList<>();
        Sink picky = new Sink() {
            @Override
            public PutOutcome put(Batch batch) {
                if (batch.data().stream().anyMatch(datum -> datum.values()[0] == bad)) {
                    return new Refused("InvalidParameterValue");
                }
                accepted.add(batch);
                return new PutOutcome.Accepted();
            }

            @Override
            public void abort() {}

            @Override
            public void close() {}
        };
        Outbox outbox = new Outbox(picky, () -> now, () -> 0.5, true, OutboxEvents.none(), 1_000_000);
        outbox.add(List.of(batch(0, 1000)), now);
        for (int i = 0; i < 100; i++) {
            outbox.tick();
        }
        assertThat(accepted.stream().mapToInt(Batch::size).sum()).isEqualTo(999);
        assertThat(outbox.waiting()).isZero();
    }

    /** All that goes in comes out as one of sent, dropped, uncertain, whatever the endpoint does. */
    @Test
    void everyDatumIsToldOnce() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Sink moody = new Sink() {
                @Override
                public PutOutcome put(Batch batch) {
                    return switch (random.nextInt(4)) {
                        case 0 -> new Postponed("later");
                        case 1 -> new Ambiguous("who knows");
                        case 2 -> new Refused("no");
                        default -> new PutOutcome.Accepted();
                    };
                }

                @Override
                public void abort() {}

                @Override
                public void close() {}
            };
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
            Outbox outbox = new Outbox(moody, () -> now, random::nextDouble, true, events, 20_000);
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

    /** Refuses what has one of these values. */
    private static final class Picky implements Sink {
        private final IntPredicate bad;
        private int accepted;
        private int calls;

        private Picky(IntPredicate bad) {
            this.bad = bad;
        }

        @Override
        public PutOutcome put(Batch batch) {
            calls++;
            if (batch.data().stream().anyMatch(datum -> bad.test((int) datum.values()[0]))) {
                return new Refused("InvalidParameterValue");
            }
            accepted += batch.size();
            return new PutOutcome.Accepted();
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}

        private void sendAll(Outbox outbox) {
            for (int i = 0; i < 1_000 && outbox.waiting() > 0; i++) {
                outbox.tick();
            }
        }
    }

    @Test
    void sixteenBadDataDoNotCostTheOthersWhereverTheyAre() {
        Picky picky = new Picky(value -> value % 62 == 31);
        Outbox outbox = new Outbox(picky, () -> now, () -> 0.5, true, OutboxEvents.none(), 1_000_000);
        outbox.add(List.of(batch(0, 992)), now);
        picky.sendAll(outbox);
        assertThat(picky.accepted).isEqualTo(992 - 16);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void aBatchThatIsBadAsAWholeEndsAfterSomeCalls() {
        Picky picky = new Picky(value -> true);
        Outbox outbox = new Outbox(picky, () -> now, () -> 0.5, true, OutboxEvents.none(), 1_000_000);
        outbox.add(List.of(batch(0, 1000)), now);
        picky.sendAll(outbox);
        assertThat(picky.calls).isEqualTo(2 * 16 * 10 + 1);
        assertThat(outbox.waiting()).isZero();
    }
}
