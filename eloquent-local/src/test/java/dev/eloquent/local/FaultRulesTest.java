package dev.eloquent.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.openai.LocalOpenAi;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class FaultRulesTest {
    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> Fault.status(101)).hasMessage("status must be from 200 to 599, was 101");
        assertThatThrownBy(() -> Fault.delay(Duration.ofMillis(-1)))
                .hasMessage("delay must be from PT0S to PT10M, was PT-0.001S");
        assertThatThrownBy(() -> Fault.trickle(Duration.ofHours(1)))
                .hasMessage("pause must be from PT0S to PT10M, was PT1H");
        assertThatThrownBy(() -> Fault.status(500).header("X Y", "1"))
                .hasMessage("header name must be a token of HTTP, was \"X Y\"");
        assertThatThrownBy(() -> Fault.status(500).header("X", "1\r\nY: 2"))
                .hasMessage("value of header X must be printable ASCII in one line");
        assertThatThrownBy(() -> Fault.status(500).header("content-length", "1"))
                .hasMessage("content-length is the stand-in's to say; for a wrong one use truncate()");
    }

    @Test
    void refusesWhatDoesNotFitWhereItIsGiven() {
        try (LocalOpenAi openAi = LocalOpenAi.apiKey("k").start()) {
            assertThatThrownBy(() -> openAi.faults().next(0, Fault.reset()))
                    .hasMessage("next must be from 1 to 1000000, was 0");
            assertThatThrownBy(() -> openAi.faults().on("query"))
                    .hasMessage("path must begin with a slash and have no query, was \"query\"");
            assertThatThrownBy(() -> openAi.faults()
                            .connections()
                            .always(Fault.status(500).after(Duration.ofSeconds(1))))
                    .hasMessage("a connection has no answer to spoil:"
                            + " it takes delay, reset, close, silence or notHttp");
        }
    }

    @Test
    void refusesToForgetWhatItWasNarrowedTo() {
        try (LocalOpenAi openAi = LocalOpenAi.apiKey("k").start()) {
            assertThatThrownBy(() -> openAi.faults().connections().on("/x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "these faults are for connections already and cannot be for /x: begin again at faults()");
            assertThatThrownBy(() -> openAi.faults().on("/x").connections())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "these faults are for /x already and cannot be for connections: begin again at faults()");
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void namesWhatIsNull() {
        Fault reset = Fault.reset();
        Fault.Status status = Fault.status(500);
        assertNull("duration", () -> Fault.delay(null));
        assertNull("duration", () -> reset.after(null));
        assertNull("pause", () -> Fault.trickle(null));
        assertNull("name", () -> status.header(null, "x"));
        assertNull("value", () -> status.header("X", null));
        assertNull("value", () -> status.body(null));
        try (LocalOpenAi openAi = LocalOpenAi.apiKey("k").start()) {
            assertNull("path", () -> openAi.faults().on(null));
            assertNull("fault", () -> openAi.faults().always(null));
            assertNull("fault", () -> openAi.faults().next(1, null));
        }
    }

    private static void assertNull(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
}
