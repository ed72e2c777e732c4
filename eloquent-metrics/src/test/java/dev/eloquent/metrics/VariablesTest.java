package dev.eloquent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What the environment says, by the line that telemetry logs when it starts, and by what it refuses. */
final class VariablesTest {
    private static Map<String, String> variables(String... pairs) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return variables;
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(
                        variables(),
                        "telemetry of shop 1 in local: metrics to memory, traces to nowhere (TELEMETRY is not set:"
                                + " cloudwatch, emf, otlp or none)"),
                Arguments.of(
                        variables("TELEMETRY", "none", "ENVIRONMENT", "laptop"),
                        "telemetry of shop 1 in laptop: metrics to memory, traces to nowhere"),
                Arguments.of(
                        variables("TELEMETRY", "cloudwatch", "ENVIRONMENT", "production", "AWS_REGION", "eu-central-1"),
                        "telemetry of shop 1 in production: metrics to CloudWatch, traces to X-Ray at"
                                + " https://xray.eu-central-1.amazonaws.com/v1/traces"),
                Arguments.of(
                        variables(
                                "TELEMETRY",
                                "CloudWatch",
                                "ENVIRONMENT",
                                "production",
                                "AWS_REGION",
                                "eu-central-1",
                                "AWS_ENDPOINT_URL",
                                "http://localhost:4566"),
                        "telemetry of shop 1 in production: metrics to CloudWatch, traces to X-Ray at"
                                + " http://localhost:4566/v1/traces"),
                Arguments.of(
                        variables(
                                "TELEMETRY",
                                "cloudwatch",
                                "ENVIRONMENT",
                                "production",
                                "AWS_REGION",
                                "eu-central-1",
                                "AWS_ENDPOINT_URL",
                                "http://localhost:4566",
                                "AWS_ENDPOINT_URL_XRAY",
                                "http://localhost:4318"),
                        "telemetry of shop 1 in production: metrics to CloudWatch, traces to X-Ray at"
                                + " http://localhost:4318/v1/traces"),
                Arguments.of(
                        variables(
                                "TELEMETRY",
                                "cloudwatch",
                                "ENVIRONMENT",
                                "production",
                                "AWS_REGION",
                                "eu-central-1",
                                "TELEMETRY_TRACES",
                                "none"),
                        "telemetry of shop 1 in production: metrics to CloudWatch, traces to nowhere"),
                Arguments.of(
                        variables(
                                "TELEMETRY",
                                "otlp",
                                "ENVIRONMENT",
                                "test",
                                "TELEMETRY_TRACES_RATIO",
                                "0.05",
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                "http://localhost:4318"),
                        "telemetry of shop 1 in test: metrics to memory, traces to collector at"
                                + " http://localhost:4318/v1/traces"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void sayWhereMetricsAndTracesGo(Map<String, String> variables, String line) {
        Logger log = (Logger) LoggerFactory.getLogger(Telemetry.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try (Telemetry telemetry = Telemetry.start("shop", "1", variables)) {
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(line);
            telemetry.close(java.time.Duration.ZERO);
        } finally {
            log.detachAppender(lines);
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> Telemetry.start(
                        "shop",
                        "1",
                        variables(
                                "TELEMETRY", "cloudwatch",
                                "AWS_ENDPOINT_URL_CLOUDWATCH", "localhost:4566",
                                "AWS_ENDPOINT_URL_XRAY", "http://user:planted-secret@",
                                "TELEMETRY_TRACES_RATIO", "5 %",
                                "ECS_CONTAINER_METADATA_URI_V4", "/v4/x")))
                .isInstanceOfSatisfying(
                        TelemetryConfigurationException.class,
                        wrong -> assertThat(wrong.faults())
                                .containsExactlyInAnyOrder(
                                        "ENVIRONMENT must be set, such as production, because alarms and traces are found"
                                                + " by it",
                                        "AWS_REGION must be one such as eu-central-1, was not set",
                                        "AWS_ENDPOINT_URL_CLOUDWATCH must be http:// or https:// and a host, was not",
                                        "AWS_ENDPOINT_URL_XRAY must be http:// or https:// and a host, was not",
                                        "TELEMETRY_TRACES_RATIO must be a number from 0 to 1, was '5 %'",
                                        "ECS_CONTAINER_METADATA_URI_V4 must be http:// or https:// and a host, was not"));
    }

    static Stream<String> badAddresses() {
        return Stream.of(
                "//localhost:4318",
                "//user:planted-secret@localhost",
                "localhost:4318",
                "localhost",
                ":4318",
                ":",
                "/",
                "//",
                "///v1/traces",
                "?",
                "#",
                "http:",
                "http://",
                "http:///v1/traces",
                "http://:4318",
                "http:localhost:4318",
                "http:/localhost:4318",
                "http://localhost:port",
                "http://localhost:-1",
                "http://localhost:65536",
                "http://localhost:99999999999",
                "http://user:planted-secret@:4318",
                "http://[::1:4318",
                "http://a b",
                "http://local_host:4318",
                "http://localhost:4318/%zz",
                "1http://localhost",
                "https//localhost",
                "ftp://localhost",
                "httpx://localhost",
                "jar:file:/x!/y",
                "\u00e4://localhost",
                "\u0000");
    }

    @ParameterizedTest
    @MethodSource("badAddresses")
    void eachAddressThatIsNoneIsAmongTheFaultsWhateverItLooksLike(String address) {
        faultsOf("otlp", address, "OTEL_EXPORTER_OTLP_ENDPOINT");
        faultsOf("cloudwatch", address, "AWS_ENDPOINT_URL_CLOUDWATCH", "AWS_ENDPOINT_URL_XRAY");
        faultsOf("cloudwatch", address, "AWS_ENDPOINT_URL");
        faultsOf("none", address, "ECS_CONTAINER_METADATA_URI_V4");
    }

    private static void faultsOf(String kind, String address, String... names) {
        Map<String, String> variables =
                variables("TELEMETRY", kind, "ENVIRONMENT", "test", "AWS_REGION", "eu-central-1");
        for (String name : names) {
            variables.put(name, address);
        }
        assertThatThrownBy(() -> Telemetry.start("shop", "1", variables))
                .isInstanceOfSatisfying(
                        TelemetryConfigurationException.class,
                        wrong -> assertThat(wrong.faults())
                                .containsExactlyInAnyOrderElementsOf(Stream.of(names)
                                        .map(name -> name + " must be http:// or https:// and a host, was not")
                                        .toList()));
    }

    @Test
    void aKindThatIsNotKnownIsNotGuessed() {
        assertThatThrownBy(
                        () -> Telemetry.start("shop", "1", variables("TELEMETRY", "datadog", "TELEMETRY_TRACES", "on")))
                .hasMessage(
                        "telemetry not started: TELEMETRY must be one of cloudwatch, emf, otlp, none, was 'datadog';"
                                + " TELEMETRY_TRACES must be one of xray, otlp, none, was 'on'");
    }

    @Test
    void aCollectorNeedsAnAddress() {
        assertThatThrownBy(() -> Telemetry.start("shop", "1", variables("TELEMETRY", "otlp", "ENVIRONMENT", "test")))
                .hasMessage("telemetry not started: OTEL_EXPORTER_OTLP_ENDPOINT must be set, such as"
                        + " http://localhost:4318, because traces go to a collector");
    }

    @Test
    void tracesAloneNeedAnEnvironmentToo() {
        assertThatThrownBy(() -> Telemetry.start(
                        "shop",
                        "1",
                        variables("TELEMETRY_TRACES", "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")))
                .hasMessage(
                        "telemetry not started: ENVIRONMENT must be set, such as production, because alarms and traces"
                                + " are found by it");
    }
}
