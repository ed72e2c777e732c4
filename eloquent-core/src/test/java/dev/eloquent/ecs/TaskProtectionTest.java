package dev.eloquent.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.Fault;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.ecs.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the stand-in of the agent, over sockets, in a time that tests move. */
@Timeout(120)
final class TaskProtectionTest {
    private static final String IMPORT =
            "this task could not be protected during import, which goes on without;" + " it is tried again: ";
    private static final String ARN = "arn:aws:ecs:us-east-1:111122223333:task/local/1";

    private final FakeTime time = new FakeTime();
    private final CapturedLog log = new CapturedLog();
    private final LocalEcsAgent agent = LocalEcsAgent.task("1").clock(time).start();
    private TaskProtection protection;

    @BeforeEach
    void open() {
        protection = protection(Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        agent.close();
        protection.close();
        log.close();
    }

    @Test
    void protectsWhileAJobRuns() {
        TaskProtection.Hold held = protection.protect("import");
        assertThat(agent.protectedUntil()).contains(FakeTime.BEGINNING.plus(Duration.ofHours(1)));

        held.close();
        assertThat(agent.protectedUntil()).isEmpty();
        assertThat(agent.requests().answered(200)).isEqualTo(2);
        time.settle();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void theFirstHoldProtectsAndTheLastOneReleases() {
        TaskProtection.Hold one = protection.protect("import");
        TaskProtection.Hold other = protection.protect("import");
        TaskProtection.Hold third = protection.protect("export");
        other.close();
        one.close();
        assertThat(agent.protectedUntil()).isPresent();
        assertThat(agent.requests().total()).isEqualTo(1);

        third.close();
        assertThat(agent.protectedUntil()).isEmpty();
        assertThat(agent.requests().total()).isEqualTo(2);
    }

    @Test
    void aHoldIsGivenBackOnce() {
        TaskProtection.Hold one = protection.protect("import");
        TaskProtection.Hold other = protection.protect("import");
        one.close();
        one.close();
        assertThat(agent.protectedUntil()).isPresent();
        other.close();
        assertThat(agent.protectedUntil()).isEmpty();
    }

    @Test
    void renewsAtHalfOfItsExpiryForAsLongAsTheJobRuns() {
        TaskProtection.Hold held = protection.protect("import");
        time.pass(Duration.ofMinutes(30).minusSeconds(1));
        assertThat(agent.requests().total()).isEqualTo(1);
        time.pass(Duration.ofSeconds(1));
        assertThat(agent.requests().total()).isEqualTo(2);
        assertThat(agent.protectedUntil()).contains(FakeTime.BEGINNING.plus(Duration.ofMinutes(90)));

        for (int i = 0; i < 20; i++) {
            time.pass(Duration.ofMinutes(30));
            assertThat(agent.protectedUntil()).contains(time.instant().plus(Duration.ofHours(1)));
        }
        held.close();
        time.pass(Duration.ofHours(10));
        assertThat(agent.requests().total()).isEqualTo(2 + 20 + 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void triesAFailedRenewalAgainAfterPausesThatDoubleToAMinute() {
        TaskProtection.Hold held = protection.protect("import");
        agent.faults().always(Fault.status(500).body("{}"));
        time.pass(Duration.ofMinutes(30));
        long requests = 2;
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            time.pass(Duration.ofSeconds(pause).minusNanos(1));
            assertThat(agent.requests().total()).isEqualTo(requests);
            time.pass(Duration.ofNanos(1));
            assertThat(agent.requests().total()).isEqualTo(++requests);
        }
        assertThat(agent.protectedUntil()).isPresent();

        agent.faults().clear();
        time.pass(Duration.ofMinutes(1));
        assertThat(agent.protectedUntil())
                .hasValueSatisfying(
                        until -> assertThat(until).isAfter(time.instant().plus(Duration.ofMinutes(59))));
        assertThat(log.lines())
                .containsExactly(
                        "WARN the protection of this task could not be renewed during import and is tried again: the ECS"
                                + " agent answered 500 without protection, failure or error",
                        "INFO this task is protected again for import");
        held.close();
    }

    @Test
    void saysWhenAProtectionHasLapsedAndWhenItIsBack() {
        TaskProtection.Hold held = protection.protect("import");
        agent.refuse(Refusal.THROTTLED);
        for (int i = 0; i < 31; i++) {
            time.pass(Duration.ofMinutes(2));
        }
        assertThat(agent.protectedUntil()).isEmpty();
        agent.allow();
        time.pass(Duration.ofMinutes(1));
        assertThat(agent.protectedUntil()).isPresent();
        assertThat(log.lines())
                .containsExactly(
                        "WARN the protection of this task could not be renewed during import and is tried again: ECS"
                                + " answered ThrottlingException (Rate exceeded): protect longer pieces of work, to ask"
                                + " less often",
                        "WARN the protection of this task has lapsed during import",
                        "INFO this task is protected again for import");
        held.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACCESS_DENIED|ECS answered AccessDeniedException (User:"
                        + " arn:aws:sts::111122223333:assumed-role/local/local is not authorized to perform:"
                        + " ecs:UpdateTaskProtection on resource: " + ARN + " because no identity-based policy allows"
                        + " the ecs:UpdateTaskProtection action): allow the action ecs:UpdateTaskProtection to the task"
                        + " role, which is not the execution role",
                "NO_TASK_ROLE|ECS answered AccessDeniedException (Invalid Request: no task IAM role credentials"
                        + " available for task): allow the action ecs:UpdateTaskProtection to the task role, which is"
                        + " not the execution role",
                "THROTTLED|ECS answered ThrottlingException (Rate exceeded): protect longer pieces of work, to ask less"
                        + " often",
                "ECS_UNREACHABLE|ECS answered RequestCanceled (Timed out calling ECS Task Protection API): the agent"
                        + " does not reach ECS; look at the network, or give the VPC an endpoint for ecs",
                "DEPLOYMENT_BLOCKED|ECS answered DEPLOYMENT_BLOCKED: the service has more protected tasks than its"
                        + " desired count; wait for them to finish, or raise the desired count",
                "TASK_NOT_VALID|ECS answered TASK_NOT_VALID: only tasks of a service can be protected, and nothing"
                        + " scales in any other"
            })
    void saysOnceWhyEcsRefusesAndWhatHelps(Refusal refusal, String why) {
        agent.refuse(refusal);
        for (int job = 0; job < 3; job++) {
            TaskProtection.Hold held = protection.protect("import");
            for (int minute = 0; minute < 5; minute++) {
                time.pass(Duration.ofMinutes(1));
            }
            held.close();
        }
        assertThat(agent.requests().total()).isGreaterThan(12);
        assertThat(log.lines()).containsExactly("WARN " + IMPORT + why);

        agent.allow();
        time.pass(Duration.ofMinutes(1));
        TaskProtection.Hold held = protection.protect("export");
        assertThat(agent.protectedUntil()).isPresent();
        held.close();
    }

    @Test
    void aCallDoesNotWaitWhileWhatFailedIsPutOff() {
        agent.refuse(Refusal.DEPLOYMENT_BLOCKED);
        TaskProtection.Hold one = protection.protect("import");
        TaskProtection.Hold other = protection.protect("import");
        other.close();
        time.settle();
        assertThat(agent.requests().total()).isEqualTo(1);

        agent.allow();
        time.pass(Duration.ofSeconds(1));
        assertThat(agent.protectedUntil()).isPresent();
        one.close();
        assertThat(agent.protectedUntil()).isEmpty();
    }

    @Test
    void aReleaseThatFailsIsTriedAgain() {
        TaskProtection.Hold held = protection.protect("import");
        agent.faults().next(2, Fault.status(500).body("{}"));
        held.close();
        time.settle();
        assertThat(agent.protectedUntil()).isPresent();

        time.pass(Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(2));
        assertThat(agent.protectedUntil()).isEmpty();
        assertThat(log.lines())
                .containsExactly("WARN this task could not be released and may stay protected until that expires: the"
                        + " ECS agent answered 500 without protection, failure or error");
    }

    @Test
    void aReleaseIsGivenUpWhenTheProtectionHasExpired() {
        TaskProtection.Hold held = protection.protect("import");
        agent.faults().always(Fault.status(500));
        held.close();
        time.pass(Duration.ofHours(1));
        long requests = agent.requests().total();
        time.pass(Duration.ofHours(1));
        assertThat(agent.requests().total()).isEqualTo(requests);
    }

    /** A request whose answer got lost may have been worked for. */
    @Test
    void releasesWhatMayBeProtected() {
        agent.faults().always(Fault.truncate());
        TaskProtection.Hold held = protection.protect("import");
        assertThat(agent.protectedUntil()).isPresent();
        agent.faults().clear();
        held.close();
        time.pass(Duration.ofSeconds(1));
        assertThat(agent.protectedUntil()).isEmpty();
    }

    @Test
    void aHoldTakenInsteadOfAReleasePutOffIsProtectedAgain() {
        TaskProtection.Hold held = protection.protect("import");
        agent.faults().next(1, Fault.status(500));
        held.close();
        TaskProtection.Hold next = protection.protect("export");
        time.pass(Duration.ofSeconds(1));
        assertThat(agent.protectedUntil()).contains(time.instant().plus(Duration.ofHours(1)));
        next.close();
        assertThat(agent.protectedUntil()).isEmpty();
    }

    @Test
    void closingReleasesAndEndsTheThread() throws Exception {
        TaskProtection.Hold held = protection.protect("import");
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("eloquent-task-protection"))
                .findFirst()
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();
        protection.close();
        thread.join(Duration.ofSeconds(30).toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(agent.protectedUntil()).isEmpty();

        held.close();
        protection.protect("export").close();
        protection.close();
        assertThat(agent.requests().total()).isEqualTo(2);
    }

    @Test
    void expiresAsItIsTold() {
        protection.close();
        protection = protection(Duration.ofMinutes(1));
        TaskProtection.Hold held = protection.protect("import");
        assertThat(agent.protectedUntil()).contains(FakeTime.BEGINNING.plus(Duration.ofMinutes(1)));
        agent.faults().always(Fault.status(500));
        time.pass(Duration.ofSeconds(30));
        long requests = agent.requests().total();
        for (int i = 0; i < 60; i++) {
            time.pass(Duration.ofMillis(500));
        }
        assertThat(agent.requests().total() - requests).isBetween(5L, 8L);
        held.close();
    }

    @Test
    void isProtectedInEveryHoldOfManyThreads() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<Integer>> unprotected = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String name = "job " + i;
            unprotected.add(pool.submit(() -> {
                begin.await();
                int seen = 0;
                for (int round = 0; round < 40; round++) {
                    TaskProtection.Hold held = protection.protect(name);
                    seen += agent.protectedUntil().isPresent() ? 0 : 1;
                    held.close();
                    TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(500));
                }
                return seen;
            }));
        }
        begin.countDown();
        for (Future<Integer> each : unprotected) {
            assertThat(each.get()).isZero();
        }
        pool.shutdown();
        time.settle();
        assertThat(agent.protectedUntil()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    private TaskProtection protection(Duration expiry) {
        return TaskProtection.at("agent", agent.endpoint().toString(), expiry, Duration.ofMinutes(1), time);
    }
}
