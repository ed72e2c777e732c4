package dev.eloquent.metrics.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eloquent.local.Fault;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.metrics.MetricsDestination;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.TelemetryReport;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownReport;
import dev.eloquent.shutdown.ShutdownSettings;
import dev.eloquent.shutdown.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A shutdown that flushes to a CloudWatch which takes the call and never answers. */
@Timeout(60)
final class FlushAtShutdownTest {
    private static final Duration BUSY = Duration.ofSeconds(2);

    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();
    private final Telemetry telemetry = Telemetry.of("shop", "1", "test")
            .metrics(MetricsDestination.cloudWatch(
                    "shop",
                    settings -> settings.callTimeout(Duration.ofMinutes(1))
                            .client(client -> client.endpointOverride(cloudWatch.endpoint())
                                    .region(Region.EU_CENTRAL_1)
                                    .credentialsProvider(StaticCredentialsProvider.create(
                                            AwsBasicCredentials.create("local", "local"))))))
            .start();
    private final Shutdown shutdown = shutdown(3);
    private final Logger log = (Logger) LoggerFactory.getLogger(Telemetry.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<TelemetryReport> flushed = new CopyOnWriteArrayList<>();

    FlushAtShutdownTest() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void close() {
        log.detachAppender(lines);
        telemetry.close(Duration.ZERO);
        cloudWatch.close();
    }

    private static Shutdown shutdown(int stopSeconds) {
        return Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(stopSeconds))
                .quietPeriod(Duration.ZERO)
                .probeInterval(Duration.ZERO));
    }

    private static StepOutcome ofTelemetry(ShutdownReport report) {
        return report.steps().stream()
                .filter(step -> step.name().equals("telemetry"))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    /**
     * Of four seconds a step has a fifth of one more than it is told. A machine that is busy with other things may need that
     * itself: so it counts if one of three is in time.
     */
    @Test
    void theFlushEndsInItsTimeAndTellsWhatIsNotSent() {
        cloudWatch.faults().always(Fault.silence());
        telemetry.meters().counter("orders").increment();
        List<StepOutcome> outcomes = new ArrayList<>();
        do {
            outcomes.add(outcomeAtSilence());
        } while (!(outcomes.get(outcomes.size() - 1) instanceof StepOutcome.Completed) && outcomes.size() < 3);
        assertThat(outcomes).hasAtLeastOneElementOfType(StepOutcome.Completed.class);
    }

    private StepOutcome outcomeAtSilence() {
        flushed.clear();
        Shutdown patient = shutdown(6);
        patient.flush(deadline -> flushed.add(telemetry.flush(deadline)));
        ShutdownReport report = patient.run("test");
        assertThat(report.duration()).isLessThanOrEqualTo(report.limit());
        assertThat(report.clean()).isEqualTo(ofTelemetry(report) instanceof StepOutcome.Completed);
        Awaitility.await().atMost(BUSY).until(() -> !flushed.isEmpty());
        assertThat(flushed).singleElement().satisfies(end -> {
            assertThat(end.took()).isLessThan(report.limit().plus(BUSY));
            assertThat(end.metrics().sent()).isZero();
            assertThat(end.metrics().waiting()).isPositive();
        });
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsOnlyOnce("not all telemetry could be flushed: " + flushed.get(0));
        return ofTelemetry(report);
    }

    @Test
    void aFlushThatIsAnsweredIsComplete() {
        telemetry.meters().counter("orders").increment();
        shutdown.flush(telemetry::flush);
        ShutdownReport report = shutdown.run("test");
        assertThat(report.clean()).isTrue();
        assertThat(cloudWatch.data("shop", "orders")).hasSize(1);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.startsWith("not all telemetry"));
    }

    /** Control: a flush that knows of no deadline is given up, and the shutdown is not clean. */
    @Test
    void control_aFlushWithoutAnEndIsGivenUp() {
        CountDownLatch released = new CountDownLatch(1);
        shutdown.flush(deadline -> {
            awaited(released);
            flushed.add(telemetry.flush(deadline));
        });
        ShutdownReport report = shutdown.run("test");
        assertThat(ofTelemetry(report)).isInstanceOf(StepOutcome.TimedOut.class);
        assertThat(report.clean()).isFalse();
        assertThat(flushed).isEmpty();
        released.countDown();
    }

    /** Whoever interrupts. */
    private static void awaited(CountDownLatch released) {
        boolean over = false;
        while (!over) {
            try {
                released.await();
                over = true;
            } catch (InterruptedException ignored) {
                // As code does that does not want to end.
            }
        }
    }
}
