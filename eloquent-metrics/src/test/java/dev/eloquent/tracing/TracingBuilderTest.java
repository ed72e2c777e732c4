package dev.eloquent.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TracingBuilderTest {
    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> Tracing.of(" ", "1", "test")
                        .to(TraceDestination.xRay("Frankfurt", URI.create("ftp://x")))
                        .ratio(1.5)
                        .batch(0)
                        .queue(-1)
                        .delay(Duration.ZERO)
                        .timeout(Duration.ofMinutes(2))
                        .patience(Duration.ofHours(2))
                        .start())
                .isInstanceOf(TracingConfigurationException.class)
                .hasMessage(
                        "tracing: service must have a name, was blank; ratio must be from 0 to 1, was 1.5; batch must"
                                + " be from 1 to 10000, was 0; queue must be from the batch, 0, to 1000000, was -1; delay must be"
                                + " above PT0S and up to PT1M, was PT0S; timeout must be above PT0S and up to PT1M, was PT2M;"
                                + " patience must be from PT0S to PT1H, was PT2H; region must be one such as eu-central-1, was"
                                + " 'Frankfurt'; address must be http:// or https:// and a host, was 'ftp://x'");
    }

    @Test
    void secretsDoNotShow() {
        TraceDestination destination =
                TraceDestination.collector(URI.create("https://otlp.example.com/"), Map.of("key", "planted-key"));
        assertThat(destination).hasToString("collector at https://otlp.example.com/v1/traces");
        assertThatThrownBy(() -> Tracing.of("shop", "1", "test")
                        .to(TraceDestination.collector(URI.create("https://me:planted-word@example.com")))
                        .start())
                .hasMessage("tracing: address must not have user info: send credentials in a header");
    }

    /** The JDK's client quotes a value that it refuses. */
    @Test
    void aHeaderThatCannotBeSentIsToldWithoutItsValue() {
        assertThatThrownBy(() -> Tracing.of("shop", "1", "test")
                        .to(TraceDestination.collector(
                                URI.create("https://otlp.example.com"), Map.of("api-key", "planted-key\n")))
                        .start())
                .isInstanceOf(TracingConfigurationException.class)
                .hasMessageStartingWith("tracing: header 'api-key' must have")
                .hasMessageNotContaining("planted-key");
    }

    @Test
    void nowhereIsADestinationAndNothingIsGlobal() throws InterruptedException {
        try (Tracing tracing = Tracing.of("shop", "1", "test").start()) {
            Traced.spans(tracing.openTelemetry(), 3);
            assertThat(tracing.flush(Duration.ofSeconds(1))).hasToString("0 sent, 0 dropped, 0 uncertain, 0 waiting");
            assertThat(GlobalOpenTelemetry.isSet()).isFalse();
        }
    }
}
