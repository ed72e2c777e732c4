package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be set, and what is said of what may not. */
final class ShutdownSettingsTest {
    @Test
    void withoutAVariableItIsEcssOwnDefault() {
        assertThat(ShutdownSettings.of(Map.of())).isEqualTo(ShutdownSettings.defaults());
        assertThat(ShutdownSettings.of(Map.of("STOP_TIMEOUT_SECONDS", " "))).isEqualTo(ShutdownSettings.defaults());
        assertThat(ShutdownSettings.defaults().limit()).isEqualTo(Duration.ofSeconds(28));
        assertThat(ShutdownSettings.defaults().drain()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void theVariableIsInSeconds() {
        assertThat(ShutdownSettings.of(Map.of("STOP_TIMEOUT_SECONDS", "120 ")).limit())
                .isEqualTo(Duration.ofSeconds(118));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3601", "-5", "30s", "1e2", "99999999999"})
    void anyOtherValueEndsTheStart(String value) {
        assertThatThrownBy(() -> ShutdownSettings.of(Map.of("STOP_TIMEOUT_SECONDS", value)))
                .isInstanceOf(ShutdownConfigurationException.class)
                .hasMessage("shutdown: STOP_TIMEOUT_SECONDS must be whole seconds from 3 to 3600, was '" + value
                        + "': set it to the stopTimeout of the ECS task definition (30 if that says nothing)");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        ShutdownSettings wrong = ShutdownSettings.defaults()
                .work(Duration.ofSeconds(-1))
                .quietPeriod(Duration.ofHours(2))
                .healthPaths("health");
        assertThatThrownBy(() -> Shutdown.of(wrong))
                .isInstanceOfSatisfying(
                        ShutdownConfigurationException.class,
                        fault -> assertThat(fault.faults())
                                .containsExactly(
                                        "work must be from PT0.1S to PT1H, was PT-1S",
                                        "quietPeriod must be from PT0S to PT1H, was PT2H",
                                        "healthPaths must be a path as it is requested, such as /health: no query, no //,"
                                                + " no / at its end; was 'health'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "//", "/health/", "/health//ready", "/ready?full=1", "/ready#x", "/health ready", "*"})
    void pathsThatNoRequestHasAreRefused(String path) {
        assertThatThrownBy(() -> Shutdown.of(ShutdownSettings.defaults().readinessPath(path)))
                .hasMessageContaining("readinessPath must be a path as it is requested");
    }

    @Test
    void noStopTimeoutIsTooLongToBeRefused() {
        assertThatThrownBy(() -> Shutdown.of(ShutdownSettings.forStopTimeout(Duration.ofSeconds(Long.MAX_VALUE))))
                .hasMessageStartingWith("shutdown: stopTimeout must be from PT1S to PT1H");
    }

    @Test
    void sharesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Shutdown.of(ShutdownSettings.defaults().close(Duration.ofSeconds(20))))
                .hasMessage("shutdown: margin + work + close + flush must be at most stopTimeout = PT30S, was PT31S:"
                        + " shorten a share or raise the platform's stop timeout");
    }

    @Test
    void eachWithMethodChangesItsOwnValue() {
        ShutdownSettings all = ShutdownSettings.defaults()
                .margin(Duration.ofSeconds(1))
                .work(Duration.ofSeconds(2))
                .close(Duration.ofSeconds(3))
                .flush(Duration.ofSeconds(4))
                .quietPeriod(Duration.ofSeconds(5))
                .probeInterval(Duration.ofSeconds(6))
                .healthPaths("/h")
                .readinessPath("/r");
        assertThat(all)
                .isEqualTo(new ShutdownSettings(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        List.of("/h"),
                        "/r"));
    }
}
