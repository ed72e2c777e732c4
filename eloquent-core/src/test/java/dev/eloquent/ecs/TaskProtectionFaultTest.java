package dev.eloquent.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.Fault;
import dev.eloquent.local.Faults;
import dev.eloquent.local.ecs.LocalEcsAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent that is not well, in real time: the work neither fails nor hangs, and once it is well the task is protected. */
@Timeout(120)
final class TaskProtectionFaultTest {
    /** For faults that use it up; a busy machine needs more for any other. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    /** For a machine that is busy: without a bound it would be minutes. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final String UNPROTECTED =
            "WARN this task could not be protected during import, which goes on without; it is tried again: ";
    private static final String LATE = "the ECS agent did not answer within 400 ms";

    private final CapturedLog log = new CapturedLog();
    private final LocalEcsAgent agent = LocalEcsAgent.task("1").start();

    @AfterEach
    void close() {
        agent.close();
        log.close();
    }

    static Stream<Arguments> faults() {
        Duration pause = Duration.ofMinutes(1);
        return Stream.of(
                fault("hangs", LATE, faults -> faults.always(Fault.silence())),
                fault("is late", LATE, faults -> faults.always(Fault.delay(pause))),
                fault("trickles", LATE, faults -> faults.always(Fault.trickle(Duration.ofSeconds(1)))),
                fault(
                        "hangs on connecting",
                        LATE,
                        faults -> faults.connections().next(1, Fault.silence())),
                fault("resets", "the ECS agent could not be asked: ", faults -> faults.always(Fault.reset())),
                fault("closes", "the ECS agent could not be asked: ", faults -> faults.always(Fault.close())),
                fault("is cut short", "the ECS agent could not be asked: ", faults -> faults.always(Fault.truncate())),
                fault("speaks no HTTP", "the ECS agent could not be asked: ", faults -> faults.always(Fault.notHttp())),
                fault(
                        "answers garbage",
                        "the ECS agent answered 200 with what is not its JSON",
                        faults -> faults.always(Fault.garbage())),
                fault(
                        "answers too much",
                        "the ECS agent could not be asked: IOException: an answer of more than 65536" + " bytes",
                        faults -> faults.always(Fault.status(200).body(" ".repeat(70_000)))),
                fault(
                        "says the contrary",
                        "the ECS agent answered that ProtectionEnabled is false, not true",
                        faults -> faults.always(
                                Fault.status(200).body("{\"protection\":{\"ProtectionEnabled\":false}}"))),
                fault(
                        "says nothing",
                        "the ECS agent answered 200 without protection, failure or error",
                        faults -> faults.always(Fault.status(200).body("{\"protection\":null}"))),
                fault(
                        "redirects",
                        "the ECS agent answered 302 with what is not its JSON",
                        faults -> faults.always(Fault.status(302)
                                .header("Location", "http://127.0.0.1:9/")
                                .body(""))),
                fault(
                        "fails",
                        "ECS answered ServerException (scripted fault: status 500)",
                        faults -> faults.always(Fault.status(500))));
    }

    private static Arguments fault(String what, String said, Consumer<Faults> script) {
        return Arguments.of(what, said, script);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void workGoesOnThoughTheAgent(String what, String said, Consumer<Faults> script) {
        Duration patience = said.equals(LATE) ? PATIENCE : SLACK;
        try (TaskProtection protection = protection(agent.endpoint().toString(), patience)) {
            script.accept(agent.faults());
            long begin = System.nanoTime();
            TaskProtection.Hold held = protection.protect("import");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(patience.plus(SLACK));
            // A test before may still have something to say: its thread ends after it.
            await().atMost(SLACK).until(() -> log.lines().stream().anyMatch(line -> line.startsWith(UNPROTECTED)));
            assertThat(log.lines().stream()
                            .filter(line -> line.startsWith(UNPROTECTED))
                            .findFirst())
                    .hasValueSatisfying(line -> assertThat(line).startsWith(UNPROTECTED + said));

            // The control run: without the fault, and with nothing else changed, the task is protected.
            agent.faults().clear();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> log.lines().contains("INFO this task is protected again for import"));
            assertThat(agent.protectedUntil()).isPresent();
            held.close();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> agent.protectedUntil().isEmpty());
        }
    }

    @Test
    void workEndsThoughTheAgentHangs() {
        TaskProtection protection = protection(agent.endpoint().toString(), PATIENCE);
        TaskProtection.Hold held = protection.protect("import");
        agent.faults().always(Fault.silence());
        long begin = System.nanoTime();
        held.close();
        protection.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(PATIENCE.multipliedBy(2).plus(SLACK));
    }

    @Test
    void workGoesOnThoughNobodyListens() {
        String endpoint = agent.endpoint().toString();
        agent.close();
        try (TaskProtection protection = protection(endpoint, SLACK)) {
            protection.protect("import").close();
            await().atMost(SLACK).until(() -> !log.lines().isEmpty());
            assertThat(log.lines().get(0)).startsWith(UNPROTECTED + "the ECS agent could not be asked: ");
        }
    }

    @Test
    void aConnectionThatBrokeMeanwhileIsNoReasonToGoUnprotected() {
        try (TaskProtection protection = protection(agent.endpoint().toString(), SLACK)) {
            protection.protect("import").close();
            agent.faults().next(1, Fault.reset());
            TaskProtection.Hold held = protection.protect("export");
            assertThat(agent.protectedUntil()).isPresent();
            assertThat(agent.requests().answered(0)).isEqualTo(1);
            held.close();
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whoIsInterruptedDoesNotWaitAndStaysInterrupted() {
        agent.faults().always(Fault.silence());
        try (TaskProtection protection = protection(agent.endpoint().toString(), Duration.ofMinutes(10))) {
            Thread.currentThread().interrupt();
            TaskProtection.Hold held = protection.protect("import");
            held.close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void theAgentIsAskedWithoutTheProxyOfTheJvm() {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        try (TaskProtection protection = protection(agent.endpoint().toString(), SLACK)) {
            TaskProtection.Hold held = protection.protect("import");
            assertThat(agent.protectedUntil()).isPresent();
            held.close();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static TaskProtection protection(String endpoint, Duration patience) {
        return TaskProtection.at("agent", endpoint, TaskProtection.DEFAULT_EXPIRY, patience, Time.system());
    }
}
