package dev.eloquent.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.ecs.LocalEcsAgent;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be set, and what is said of what may not. */
final class TaskProtectionSettingsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void outsideEcsItDoesNothingAndSaysSoOnce() {
        try (CapturedLog log = new CapturedLog();
                TaskProtection protection = of(Map.of(), HOUR)) {
            protection.protect("import").close();
            protection.protect("import").close();
            assertThat(log.lines())
                    .containsExactly("INFO ECS_AGENT_URI is not set: this is no task of ECS, and nothing is protected");
        }
    }

    @Test
    void insideEcsItAsksTheAgentOfTheEnvironment() {
        try (LocalEcsAgent agent = LocalEcsAgent.task("1").start();
                TaskProtection protection = of(Map.of("ECS_AGENT_URI", agent.endpoint() + "/ "), HOUR)) {
            TaskProtection.Hold held = protection.protect("import");
            assertThat(agent.protectedUntil()).isPresent();
            held.close();
            assertThat(agent.requests().to("/api/1/task-protection/v1/state")).isEqualTo(2);
        }
    }

    @Test
    void theDoorForAStandInTakesItsAddress() {
        try (LocalEcsAgent agent = LocalEcsAgent.task("1").start();
                TaskProtection protection = TaskProtection.at(agent.endpoint(), Duration.ofMinutes(2))) {
            TaskProtection.Hold held = protection.protect("import");
            assertThat(agent.protectedUntil()).isPresent();
            held.close();
        }
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> of(Map.of("ECS_AGENT_URI", "169.254.170.2/api/1"), Duration.ofSeconds(90)))
                .isInstanceOfSatisfying(
                        TaskProtectionConfigurationException.class,
                        fault -> assertThat(fault.faults()).hasSize(2))
                .hasMessage("task protection: ECS_AGENT_URI must be http:// or https:// with a host and no query, was"
                        + " '169.254.170.2/api/1': leave it as ECS sets it, or unset it elsewhere; expiry must be whole"
                        + " minutes from PT1M to PT48H, was PT1M30S: ECS takes no other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/", "http:///api", "http://a b/", "http://x/?q", "http://x/#f", "/api"})
    void anAddressIsThatOfAServer(String address) {
        assertThatThrownBy(() -> of(Map.of("ECS_AGENT_URI", address), HOUR))
                .hasMessage("task protection: ECS_AGENT_URI must be http:// or https:// with a host and no query, was '"
                        + address + "': leave it as ECS sets it, or unset it elsewhere");
    }

    @Test
    void aPasswordIsNotQuoted() {
        assertThatThrownBy(() -> TaskProtection.at(URI.create("http://me:secret@x/")))
                .hasMessage("task protection: agent must not have user info: leave out what stands before the @");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1M", "PT59S", "PT48H1M", "PT1M0.5S", "PT1M1S", "PT2540400H"})
    void anExpiryIsAsEcsTakesIt(String expiry) {
        assertThatThrownBy(() -> of(Map.of(), Duration.parse(expiry)))
                .hasMessage("task protection: expiry must be whole minutes from PT1M to PT48H, was "
                        + Duration.parse(expiry) + ": ECS takes no other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT1H", "PT48H"})
    void anExpiryMayBeAnythingInBetween(String expiry) {
        of(Map.of(), Duration.parse(expiry)).close();
    }

    private static TaskProtection of(Map<String, String> environment, Duration expiry) {
        return TaskProtection.of(environment, expiry, TaskProtection.PATIENCE, Time.system());
    }
}
