package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.eloquent.local.Fault;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.ecs.TaskUsage;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.tracing.TraceDestination;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The task, as the metadata endpoint tells of it, whatever that does. */
final class EcsTaskTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final long MIB = 1024 * 1024;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T10:00:00Z"));
    private final LocalEcsAgent agent = LocalEcsAgent.task("0123456789abcdef")
            .region("eu-central-1")
            .cluster("shops")
            .taskDefinition("shop", 7)
            .limits(0.25, 512)
            .usage(new TaskUsage(Duration.ZERO, 0))
            .clock(now::get)
            .start();
    private final LocalOtlp collector = LocalOtlp.collector().start();

    @AfterEach
    void close() {
        agent.close();
        collector.close();
    }

    private Telemetry telemetry() {
        return Telemetry.of("shop", "1", "test")
                .traces(TraceDestination.collector(collector.endpoint()))
                .ecs(Optional.of(agent.metadata()))
                .pace(new EcsTask.Pace(Duration.ofMillis(1), Duration.ofMillis(5)))
                .start();
    }

    private static double value(Telemetry telemetry, String name) {
        return telemetry.meters().get("ecs.task." + name).gauge().value();
    }

    private void span(Telemetry telemetry) {
        telemetry.openTelemetry().getTracer("t").spanBuilder("s").startSpan().end();
        assertThat(telemetry.flush(LONG).complete()).isTrue();
    }

    private void secondsPass(Telemetry telemetry, double cpuSeconds, long mebibytes) {
        agent.uses(new TaskUsage(Duration.ofMillis((long) (cpuSeconds * 1000)), mebibytes * MIB));
        now.updateAndGet(time -> time.plusSeconds(1));
        Awaitility.await().atMost(LONG).until(() -> value(telemetry, "memory.used") == mebibytes * MIB);
    }

    @Test
    void spansHaveTheTaskByTheSemanticConventions() {
        try (Telemetry telemetry = telemetry()) {
            Awaitility.await().atMost(LONG).until(() -> {
                span(telemetry);
                return collector
                        .spans()
                        .get(collector.spans().size() - 1)
                        .resource()
                        .containsKey("cloud.provider");
            });
        }
        assertThat(collector.spans().get(collector.spans().size() - 1).resource())
                .containsEntry("service.name", "shop")
                .containsEntry("cloud.provider", "aws")
                .containsEntry("cloud.platform", "aws_ecs")
                .containsEntry("cloud.region", "eu-central-1")
                .containsEntry("cloud.availability_zone", "eu-central-1a")
                .containsEntry("aws.ecs.cluster.arn", "arn:aws:ecs:eu-central-1:111122223333:cluster/shops")
                .containsEntry("aws.ecs.task.arn", "arn:aws:ecs:eu-central-1:111122223333:task/shops/0123456789abcdef")
                .containsEntry("aws.ecs.task.family", "shop")
                .containsEntry("aws.ecs.task.revision", "7")
                .containsEntry("aws.ecs.launchtype", "fargate")
                .containsEntry("service.instance.id", "0123456789abcdef");
    }

    @Test
    void cpuAndMemoryAreInPercentOfTheTasksLimits() {
        try (Telemetry telemetry = telemetry()) {
            assertThat(value(telemetry, "memory.used")).isNaN();
            secondsPass(telemetry, 0, 100);
            assertThat(value(telemetry, "cpu.utilization")).isNaN();
            secondsPass(telemetry, 0.1, 128);
            assertThat(value(telemetry, "cpu.utilization")).isCloseTo(40, within(1e-6));
            assertThat(value(telemetry, "memory.utilization")).isCloseTo(25, within(1e-6));
        }
    }

    @Test
    void aMetadataEndpointThatFailsIsAskedAgainAndTheLogHasOneLine() {
        Logger log = (Logger) LoggerFactory.getLogger(Telemetry.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        agent.faults()
                .next(1, Fault.status(503))
                .next(1, Fault.garbage())
                .next(1, Fault.reset())
                .next(1, Fault.status(200).body("{\"TaskARN\":7}"))
                .next(1, Fault.status(200).body("[]"));
        try (Telemetry telemetry = telemetry()) {
            secondsPass(telemetry, 0, 100);
            agent.faults().always(Fault.status(500));
            Awaitility.await().atMost(LONG).until(() -> Double.isNaN(value(telemetry, "memory.used")));
            agent.faults().clear();
            Awaitility.await().atMost(LONG).until(() -> value(telemetry, "memory.used") == 100 * MIB);
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("the metadata of the ECS task do not say who it is; they are asked again, silently:"
                        + " java.io.IOException: it answered 503");
    }

    @Test
    void nobodyWaitsForAMetadataEndpointThatHangs() {
        agent.faults().always(Fault.silence());
        try (Telemetry telemetry = telemetry()) {
            span(telemetry);
            assertThat(value(telemetry, "cpu.utilization")).isNaN();
            assertThat(telemetry.close(LONG).complete()).isTrue();
        }
        assertThat(collector.spans())
                .singleElement()
                .satisfies(span -> assertThat(span.resource()).doesNotContainKey("cloud.provider"));
    }

    @Test
    void anInterruptDoesNotEndIt() {
        agent.faults().always(Fault.status(503));
        try (Telemetry telemetry = telemetry()) {
            interrupt();
            agent.faults().clear();
            secondsPass(telemetry, 0, 100);
            interrupt();
            secondsPass(telemetry, 0, 128);
        }
    }

    private static void interrupt() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("eloquent-metrics-ecs"))
                .forEach(Thread::interrupt);
    }

    @Test
    void itIsNotAskedAnyMoreAfterTheClose() {
        telemetry().close();
        Awaitility.await()
                .atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("eloquent-metrics-ecs")));
    }
}
