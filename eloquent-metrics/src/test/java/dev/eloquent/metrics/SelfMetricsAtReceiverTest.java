package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What telemetry says of its own losses, once there is somebody again to hear it. */
@Timeout(60)
final class SelfMetricsAtReceiverTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String DROPPED = "eloquent.metrics.dropped";

    private final Receivers to = new Receivers();

    @AfterEach
    void close() {
        to.close();
    }

    private double dropped(String reason) {
        return to.cloudWatch
                .distribution("shop", DROPPED, Map.of("reason", reason))
                .map(Distribution::sum)
                .orElse(0.0);
    }

    @Test
    void eachCallThatFailedIsCounted() {
        try (Telemetry telemetry = to.telemetry().start()) {
            to.cloudWatch.faults().next(2, LocalCloudWatch.throttled()).next(1, Fault.status(503));
            assertThat(telemetry.flush(LONG).complete()).isTrue();
            assertThat(telemetry.flush(LONG).complete()).isTrue();
            assertThat(to.sum("eloquent.metrics.failed")).isEqualTo(3);
            assertThat(to.cloudWatch.data("shop", DROPPED)).isEmpty();
        }
    }

    @Test
    void whatCloudWatchRefusesIsDroppedForThat() {
        try (Telemetry telemetry = to.telemetry().start()) {
            telemetry.meters().counter("orders").increment();
            to.cloudWatch
                    .faults()
                    .always(Fault.status(400)
                            .header("x-amzn-query-error", "InvalidParameterValue;Sender")
                            .body("{\"__type\":\"com.amazonaws.cloudwatch#InvalidParameterValueException\"}"));
            TelemetryReport refused = telemetry.flush(LONG);
            assertThat(refused.metrics().dropped()).isPositive();
            to.cloudWatch.faults().clear();
            assertThat(telemetry.flush(LONG).complete()).isTrue();
            assertThat(dropped("refused")).isEqualTo((double) refused.metrics().dropped());
            assertThat(to.cloudWatch.data("shop", DROPPED))
                    .extracting(ReceivedDatum::dimensions)
                    .extracting(dimensions -> dimensions.get("reason"))
                    .containsOnly("refused");
        }
    }

    @Test
    void aGaugeThatDoesNotAnswerIsDroppedForThat() {
        CountDownLatch answer = new CountDownLatch(1);
        try (Telemetry telemetry = to.telemetry().start()) {
            Gauge.builder("slow", () -> {
                        awaited(answer);
                        return 1;
                    })
                    .register(telemetry.meters());
            TelemetryReport without = telemetry.flush(Duration.ofSeconds(1));
            assertThat(without.metrics().dropped()).isPositive();
            answer.countDown();
            assertThat(telemetry.flush(LONG).complete()).isTrue();
            assertThat(dropped("unread")).isEqualTo((double) without.metrics().dropped());
            assertThat(to.cloudWatch.data("shop", DROPPED))
                    .extracting(ReceivedDatum::dimensions)
                    .extracting(dimensions -> dimensions.get("reason"))
                    .containsOnly("unread");
        } finally {
            answer.countDown();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void spansThatWereRefusedAndSpansWithoutAnAnswerAreToldApart() {
        TelemetryBuilder impatient = to.telemetry().tracing(settings -> settings.patience(Duration.ZERO));
        try (Telemetry telemetry = impatient.start()) {
            spans(telemetry, 1);
            assertThat(telemetry.flush(LONG).complete()).isTrue();
            to.xRay.faults().always(Fault.status(400));
            spans(telemetry, 3);
            assertThat(telemetry.flush(LONG).traces().dropped()).isEqualTo(3);
            to.xRay.faults().always(Fault.reset());
            spans(telemetry, 2);
            assertThat(telemetry.flush(LONG).traces().uncertain()).isEqualTo(2);
            assertThat(telemetry.flush(LONG).complete()).isTrue();
        }
        assertThat(to.sum("eloquent.traces.sent")).isEqualTo(1);
        assertThat(to.sum("eloquent.traces.dropped")).isEqualTo(3);
        assertThat(to.sum("eloquent.traces.uncertain")).isEqualTo(2);
    }

    private static void spans(Telemetry telemetry, int count) {
        for (int i = 0; i < count; i++) {
            telemetry
                    .openTelemetry()
                    .getTracer("t")
                    .spanBuilder("s")
                    .startSpan()
                    .end();
        }
    }
}
