package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.shutdown.StepOutcome.Completed;
import dev.eloquent.shutdown.StepOutcome.Failed;
import dev.eloquent.shutdown.StepOutcome.TimedOut;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Running the steps without ending the JVM. */
final class ShutdownTest {
    /** Nobody has sent a request, so nothing is drained; what hangs has little time. */
    private static final ShutdownSettings SHORT =
            ShutdownSettings.forStopTimeout(Duration.ofSeconds(3)).margin(Duration.ZERO);

    private final Shutdown shutdown = Shutdown.of(SHORT);
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    private static Time timeOf(AtomicLong nanos) {
        return new Time() {
            @Override
            public long nanoTime() {
                return nanos.get();
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public void sleep(Duration wait) {}
        };
    }

    @Test
    void telemetryIsFlushedWithinTheTimeThatIsLeft() {
        AtomicReference<Duration> got = new AtomicReference<>(Duration.ZERO);
        shutdown.flush(got::set);
        ShutdownReport report = shutdown.run("test");
        assertThat(got.get()).isPositive().isLessThan(SHORT.stopTimeout());
        assertThat(report.steps())
                .filteredOn(step -> step.phase() == Phase.FLUSH)
                .extracting(StepReport::name)
                .containsExactly("telemetry");
    }

    @Test
    void phasesRunInTheirOrderAndResourcesInTheReverseOfTheirs() {
        shutdown.step(Phase.LOGS, "logs", deadline -> seen.add("logs"));
        shutdown.flush("traces", deadline -> seen.add("traces"));
        shutdown.own("pool", () -> seen.add("pool"));
        shutdown.own("server", () -> seen.add("server"));
        shutdown.step(Phase.WORK, "jobs", deadline -> seen.add("jobs"));
        shutdown.readiness(() -> seen.add("readiness, draining " + shutdown.draining()));
        ShutdownReport report = shutdown.run("test");
        assertThat(seen).containsExactly("readiness, draining true", "jobs", "server", "pool", "traces", "logs");
        assertThat(report.clean()).isTrue();
        assertThat(report.exitCode()).isZero();
        assertThat(report.reason()).isEqualTo("test");
        assertThat(report.steps())
                .extracting(StepReport::name)
                .containsExactly(
                        "readiness",
                        "requests",
                        "intake",
                        "in flight",
                        "jobs",
                        "server",
                        "pool",
                        "traces",
                        "shutdown report",
                        "logs");
    }

    @Test
    void ownReturnsItsArgument() {
        AutoCloseable resource = () -> seen.add("closed");
        assertThat(shutdown.own(resource)).isSameAs(resource);
        assertThat(shutdown.own("name", resource)).isSameAs(resource);
        shutdown.run("test");
        assertThat(seen).containsExactly("closed", "closed");
    }

    @Test
    void ownGivesAnonymousClassesANameToo() {
        AutoCloseable resource = new AutoCloseable() {
            @Override
            public void close() {
                seen.add("closed");
            }
        };
        shutdown.own(resource);
        ShutdownReport report = shutdown.run("test");
        assertThat(seen).containsExactly("closed");
        assertThat(report.steps())
                .extracting(StepReport::name)
                .contains(resource.getClass().getName());
    }

    @Test
    void noThreadIsLeftBehind() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        shutdown.own("pool", () -> {});
        shutdown.run("test");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .noneMatch(thread -> thread.getName().contains("shutdown-")));
    }

    @Test
    void whatFailsDoesNotStopTheOthers() {
        IllegalStateException broken = new IllegalStateException("broken");
        StackOverflowError error = new StackOverflowError();
        shutdown.own("pool", () -> seen.add("pool"));
        shutdown.own("cache", () -> {
            throw broken;
        });
        shutdown.own("client", () -> {
            throw error;
        });
        ShutdownReport report = shutdown.run("test");
        assertThat(seen).containsExactly("pool");
        assertThat(outcome(report, "cache")).isEqualTo(new Failed(broken));
        assertThat(outcome(report, "client")).isEqualTo(new Failed(error));
        assertThat(report.clean()).isFalse();
        assertThat(report.exitCode()).isEqualTo(Shutdown.EXIT_INCOMPLETE);
    }

    @Test
    void whatHangsIsInterruptedReportedWithItsStacksAndLeftBehind() {
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<String> interrupted = new CompletableFuture<>();
        shutdown.own("pool", () -> seen.add("pool"));
        shutdown.own("client", () -> {
            Thread helper = new Thread(() -> await(never), "the client's own thread");
            helper.setDaemon(true);
            helper.start();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.complete(Thread.currentThread().getName());
            }
        });
        ShutdownReport report = shutdown.run("test");
        assertThat(interrupted.join()).isEqualTo("shutdown-client");
        assertThat(seen).containsExactly("pool");
        TimedOut late = (TimedOut) outcome(report, "client");
        assertThat(late.stacks())
                .extracting(ThreadStack::thread)
                .containsExactly("shutdown-client", "the client's own thread");
        assertThat(late.stacks())
                .allSatisfy(stack -> assertThat(stack.frames())
                        .anyMatch(frame -> frame.getMethodName().equals("await")));
        assertThat(report.duration()).isLessThan(SHORT.limit());
        never.countDown();
    }

    @Test
    void whatIsRegisteredTooLateIsDoneAtOnce() {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch registered = new CountDownLatch(1);
        shutdown.own("pool", () -> {
            closing.countDown();
            registered.await();
        });
        CompletableFuture<ShutdownReport> run = CompletableFuture.supplyAsync(() -> shutdown.run("test"));
        await(closing);
        shutdown.own("late", () -> seen.add("late on " + Thread.currentThread().getName()));
        shutdown.own("late and broken", () -> {
            throw new IllegalStateException("broken");
        });
        shutdown.step(Phase.READINESS, "late step", deadline -> seen.add("late step"));
        assertThat(seen).containsExactly("late on " + Thread.currentThread().getName(), "late step");
        registered.countDown();
        assertThat(run.join().clean()).isTrue();
    }

    @Test
    void theListenerHasTheReportBeforeTelemetryIsFlushed() {
        AtomicReference<ShutdownReport> told = new AtomicReference<>();
        shutdown.onReport(report -> {
            told.set(report);
            seen.add("told");
        });
        shutdown.onReport(report -> {
            throw new IllegalStateException("broken listener");
        });
        shutdown.flush("traces", deadline -> seen.add("traces"));
        shutdown.own("pool", () -> {});
        ShutdownReport last = shutdown.run("test");
        assertThat(seen).containsExactly("told", "traces");
        assertThat(told.get().steps())
                .extracting(StepReport::name)
                .containsExactly("requests", "intake", "in flight", "pool");
        assertThat(last.clean()).isFalse();
    }

    @Test
    void aSecondRunWaitsForTheFirstAndHasItsReport() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        shutdown.own("pool", () -> {
            running.countDown();
            go.await();
        });
        CompletableFuture<ShutdownReport> first = CompletableFuture.supplyAsync(() -> shutdown.run("first"));
        await(running);
        CompletableFuture<ShutdownReport> second = CompletableFuture.supplyAsync(() -> shutdown.run("second"));
        go.countDown();
        assertThat(second.join()).isSameAs(first.join());
        assertThat(first.join().reason()).isEqualTo("first");
        assertThat(shutdown.run("third")).isSameAs(first.join());
    }

    @Test
    void anInterruptOfTheRunningThreadDoesNotEndItAndIsNotLost() throws InterruptedException {
        CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        shutdown.own("pool", () -> {
            running.countDown();
            go.await();
            seen.add("pool");
        });
        Thread thread = new Thread(() -> {
            shutdown.run("test");
            interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        await(running);
        thread.interrupt();
        go.countDown();
        assertThat(interruptedAfterwards.join()).isTrue();
        assertThat(seen).containsExactly("pool");
        thread.join();
    }

    @Test
    void workInFlightIsWaitedForAndNewWorkIsRefused() {
        Work anonymous = shutdown.inFlight().begin();
        Work named = shutdown.inFlight().begin("import");
        shutdown.step(Phase.WORK, "while it waits", deadline -> {
            try (Work late = shutdown.inFlight().begin()) {
                seen.add("refused " + late.refused());
            }
            anonymous.close();
            named.close();
        });
        ShutdownReport report = shutdown.run("test");
        assertThat(seen).containsExactly("refused true");
        assertThat(report.clean()).isTrue();
        assertThat(List.of(report.drained(), report.refused(), report.cut())).containsExactly(2L, 1L, 0L);
    }

    @Test
    void workThatDoesNotEndIsCutAndNamedWithItsStack() {
        shutdown.inFlight().begin();
        shutdown.inFlight().begin("import of\nall");
        ShutdownReport report = shutdown.run("test");
        assertThat(report.cut()).isEqualTo(2);
        assertThat(report.cutWork()).singleElement().satisfies(cut -> {
            assertThat(cut.name()).isEqualTo("import of?all");
            assertThat(cut.stacks())
                    .singleElement()
                    .satisfies(stack -> assertThat(stack.thread())
                            .isEqualTo(Thread.currentThread().getName()));
        });
        assertThat(outcome(report, "in flight")).isEqualTo(new TimedOut("2 cut", List.of()));
        assertThat(report.exitCode()).isEqualTo(Shutdown.EXIT_INCOMPLETE);
    }

    @Test
    void ofMuchThatIsCutTheOldestIsNamed() {
        for (int i = 0; i < 200; i++) {
            shutdown.inFlight().begin("stream " + i);
        }
        ShutdownReport report = shutdown.run("test");
        assertThat(report.cut()).isEqualTo(200);
        assertThat(report.cutWork())
                .hasSize(50)
                .element(0)
                .extracting(CutWork::name)
                .isEqualTo("stream 0");
    }

    /** In time that stands still: how long one of them may take is the sequence's test. */
    @Test
    void thousandsOfResourcesAreClosed() {
        Shutdown patient = Shutdown.of(ShutdownSettings.defaults(), timeOf(new AtomicLong()));
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            patient.own("pool", () -> seen.add("pool " + number));
        }
        ShutdownReport report = patient.run("test");
        assertThat(report.clean()).isTrue();
        assertThat(seen).hasSize(2_000).first().isEqualTo("pool 1999");
        assertThat(seen).last().isEqualTo("pool 0");
    }

    /** As after a pause of the whole process. */
    @Test
    void theIntakeIsStoppedEvenIfTheTimeForItHasPassed() {
        AtomicLong now = new AtomicLong();
        Shutdown late = Shutdown.of(ShutdownSettings.defaults(), timeOf(now));
        late.step(
                Phase.DRAIN,
                "stopped for 17 s",
                deadline -> now.set(Duration.ofSeconds(17).toNanos()));
        late.step(Phase.WORK, "asks", deadline -> {
            try (Work work = late.inFlight().begin()) {
                seen.add("refused " + work.refused());
            }
        });
        ShutdownReport report = late.run("test");
        assertThat(outcome(report, "intake")).isInstanceOf(StepOutcome.Skipped.class);
        assertThat(seen).containsExactly("refused true");
    }

    @Test
    void withoutAShareForTheDrainReadinessIsTurnedOffAllTheSame() {
        Shutdown worker = Shutdown.of(ShutdownSettings.defaults().work(Duration.ofSeconds(20)));
        worker.readiness(() -> seen.add("not ready"));
        ShutdownReport report = worker.run("test");
        assertThat(seen).containsExactly("not ready");
        assertThat(report.clean()).isTrue();
    }

    @Test
    void whatWasCutIsNotDrainedWhenItsConnectionIsClosed() {
        Work stream = shutdown.inFlight().begin("stream");
        shutdown.own("server", stream);
        ShutdownReport report = shutdown.run("test");
        assertThat(report.cut()).isEqualTo(1);
        assertThat(report.drained()).isZero();
    }

    @Test
    void forcedNothingIsWaitedForButResourcesAreClosed() {
        CountDownLatch waiting = new CountDownLatch(1);
        shutdown.step(Phase.WORK, "jobs", deadline -> {
            waiting.countDown();
            new CountDownLatch(1).await();
        });
        shutdown.own("pool", () -> seen.add("pool"));
        CompletableFuture<ShutdownReport> run = CompletableFuture.supplyAsync(() -> shutdown.run("test"));
        await(waiting);
        shutdown.force();
        ShutdownReport report = run.join();
        assertThat(seen).containsExactly("pool");
        assertThat(report.forced()).isTrue();
        assertThat(outcome(report, "jobs")).isInstanceOf(TimedOut.class);
        assertThat(outcome(report, "pool")).isEqualTo(new Completed(""));
        assertThat(report.exitCode()).isEqualTo(Shutdown.EXIT_INCOMPLETE);
    }

    private static StepOutcome outcome(ShutdownReport report, String step) {
        return report.steps().stream()
                .filter(each -> each.name().equals(step))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
