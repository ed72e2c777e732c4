package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint in trouble, and what it has counted in the end. */
@Timeout(60)
final class OutageAtReceiverTest {
    private static final String NAME = "orders";

    enum Trouble {
        THROTTLED(LocalCloudWatch.throttled()),
        UNAVAILABLE(Fault.status(503)),
        FORBIDDEN(Fault.status(403)),
        UNEXPLAINED(Fault.status(400)
                .header("x-amzn-query-error", "SomethingNew;Sender")
                .body("{\"__type\":\"com.amazonaws.cloudwatch#SomethingNew\"}")),
        HANG(Fault.silence()),
        RESET(Fault.reset()),
        CLOSED(Fault.close());

        @SuppressWarnings("ImmutableEnumChecker")
        private final Fault fault;

        Trouble(Fault fault) {
            this.fault = fault;
        }
    }

    private final AtReceiver receiver = new AtReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRecordedInATroubleArrivesOnceAfterIt(Trouble trouble) {
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY)
                .callTimeout(Duration.ofMillis(400))
                .start();
        receiver.cloudWatch.faults().always(trouble.fault);
        registry.counter(NAME).increment(7);
        FlushReport meanwhile = registry.flush(Duration.ofMillis(600));
        assertThat(meanwhile.waiting()).as(meanwhile.toString()).isEqualTo(3);
        assertThat(receiver.cloudWatch.data()).isEmpty();

        receiver.cloudWatch.faults().clear();
        registry.counter(NAME).increment(5);
        FlushReport end = registry.close(Duration.ofSeconds(20));
        assertThat(end.complete()).as(end.toString()).isTrue();
        assertThat(receiver.sum(NAME)).isEqualTo(12);
        assertThat(receiver.cloudWatch.data("Test", NAME)).hasSize(2);
        assertThat(receiver.countedTwice()).isZero();
    }

    /**
     * Control: of the same, Micrometer's registry loses the step in which the trouble was. Where the endpoint hangs it waits
     * for as long as its client does, which {@code TelemetryEndTest} shows.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HANG")
    void control_micrometerLosesTheStep(Trouble trouble) {
        PlainMicrometer registry = new PlainMicrometer(receiver, new AtReceiver.Ahead());
        receiver.cloudWatch.faults().always(trouble.fault);
        registry.counter(NAME).increment(7);
        registry.step();
        receiver.cloudWatch.faults().clear();
        registry.counter(NAME).increment(5);
        registry.step();
        registry.close();
        assertThat(receiver.sum(NAME + ".count")).isEqualTo(5);
    }

    @Test
    void lateDataKeepTheTimeOfTheirStep() {
        AtReceiver.Ahead time = new AtReceiver.Ahead();
        CloudWatchRegistry registry =
                receiver.registry(Config.MINUTE).time(time, () -> 0).build();
        Instant first = Instant.ofEpochMilli(time.wallTime() / 60_000 * 60_000);
        receiver.cloudWatch.faults().always(Fault.status(503));
        for (int step = 1; step <= 3; step++) {
            registry.counter(NAME).increment(step);
            time.pass(Duration.ofMinutes(1));
            registry.steps().publish();
            registry.steps().send();
        }
        receiver.cloudWatch.faults().clear();
        for (int call = 0; call < 3; call++) {
            time.pass(Duration.ofMinutes(1));
            registry.steps().send();
        }
        List<ReceivedDatum> data = receiver.cloudWatch.data("Test", NAME);
        assertThat(data).extracting(datum -> datum.distribution().sum()).containsExactly(1.0, 2.0, 3.0);
        assertThat(data)
                .extracting(ReceivedDatum::timestamp)
                .containsExactly(first, first.plusSeconds(60), first.plusSeconds(120));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, -10})
    void aClockThatIsTenMinutesOffIsMended(int minutes) {
        Duration skew = Duration.ofMinutes(minutes);
        try (AtReceiver skewed = new AtReceiver(() -> Instant.now().plus(skew))) {
            CloudWatchRegistry registry = skewed.registry(AtReceiver.DAY).start();
            registry.counter(NAME).increment(7);
            FlushReport report = registry.close(Duration.ofSeconds(20));
            assertThat(report.complete()).as(report.toString()).isTrue();
            assertThat(skewed.sum(NAME)).isEqualTo(7);
            assertThat(skewed.countedTwice()).isZero();
            // Control: with the signature of its own clock it was refused.
            assertThat(skewed.cloudWatch.requests().answered(403)).isPositive();
        } finally {
            straightenTheSdk();
        }
    }

    /** The SDK keeps the difference for all clients of the process. */
    private void straightenTheSdk() {
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY).start();
        assertThat(registry.close(Duration.ofSeconds(20)).complete()).isTrue();
    }

    @Test
    void withoutAnAnswerWhatWasCountedIsCountedAgainIfRepeated() {
        FlushReport report = countedButNotAnswered(AmbiguousFailure.REPEAT);
        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(report.repeated()).isEqualTo(3);
        assertThat(receiver.sum(NAME)).isEqualTo(14);
        assertThat(receiver.countedTwice()).isEqualTo(1);
    }

    @Test
    void withoutAnAnswerNothingIsCountedTwiceIfGivenUp() {
        FlushReport report = countedButNotAnswered(AmbiguousFailure.GIVE_UP);
        assertThat(report.uncertain()).as(report.toString()).isEqualTo(3);
        assertThat(report.complete()).isFalse();
        assertThat(receiver.sum(NAME)).isEqualTo(7);
        assertThat(receiver.countedTwice()).isZero();
    }

    private FlushReport countedButNotAnswered(AmbiguousFailure choice) {
        straightenTheSdk(); // whose first call in a JVM may take longer than the limit
        CloudWatchRegistry registry = receiver.registry(AtReceiver.DAY)
                .callTimeout(Duration.ofMillis(500))
                .afterAmbiguousFailure(choice)
                .start();
        receiver.cloudWatch.faults().next(1, Fault.delay(Duration.ofSeconds(30)));
        registry.counter(NAME).increment(7);
        return registry.close(Duration.ofSeconds(20));
    }
}
