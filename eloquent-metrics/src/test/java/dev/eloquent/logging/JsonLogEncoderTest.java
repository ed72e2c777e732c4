package dev.eloquent.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.tracing.LogContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/** Real events of logback, read back by somebody else's parser, which takes no name twice. */
final class JsonLogEncoderTest {
    private final ObjectMapper jackson = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final JsonLogEncoder encoder = new JsonLogEncoder();
    private final Logger log;

    JsonLogEncoderTest() {
        context.setMDCAdapter(((LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()).getMDCAdapter());
        encoder.setContext(context);
        events.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(events);
        log = context.getLogger("shop.Orders");
    }

    private JsonNode last() throws IOException {
        return read(events.list.get(events.list.size() - 1));
    }

    private JsonNode read(ILoggingEvent event) throws IOException {
        byte[] line = encoder.encode(event);
        assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
        assertThat(new String(line, 0, line.length - 1, StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
        return jackson.readTree(line);
    }

    @Test
    void aPlainEventHasWhatItHasAndNoMore() throws IOException {
        log.info("paid {} of {}", 1, "two");
        ILoggingEvent event = events.list.get(0);
        ((LoggingEvent) event).setTimeStamp(1_795_800_003_007L);
        assertThat(last().toString())
                .isEqualTo("{\"timestamp\":\"2026-11-27T17:20:03.007Z\",\"level\":\"INFO\",\"logger\":\"shop.Orders\","
                        + "\"thread\":\"" + Thread.currentThread().getName() + "\",\"message\":\"paid 1 of two\"}");
    }

    @Test
    @SuppressWarnings("try") // the scope is only closed
    void theIdsOfTheSpanAreThereAndTheRestOfTheMdc() throws IOException {
        SpanContext span = SpanContext.create(
                "5759e988bd862e3fe1be46a994272793",
                "53995c3f42cd8ad8",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        MDC.put("tenant", "a");
        MDC.put("message", "of the MDC");
        try (Scope ignored = LogContext.with(Context.root().with(Span.wrap(span)))) {
            log.warn("x");
            theIdsAreIn(last());
        } finally {
            MDC.clear();
        }
    }

    private void theIdsAreIn(JsonNode read) throws IOException {
        assertThat(read.get("trace_id").textValue()).isEqualTo("5759e988bd862e3fe1be46a994272793");
        assertThat(read.get("span_id").textValue()).isEqualTo("53995c3f42cd8ad8");
        assertThat(read.get("AWS-XRAY-TRACE-ID").textValue())
                .isEqualTo("1-5759e988-bd862e3fe1be46a994272793@53995c3f42cd8ad8");
        assertThat(read.get("mdc")).isEqualTo(jackson.readTree("{\"tenant\":\"a\",\"message\":\"of the MDC\"}"));
        assertThat(read.get("message").textValue()).isEqualTo("x");
    }

    @Test
    void fieldsAndMarkersAreKept() throws IOException {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        log.atInfo()
                .addMarker(MarkerFactory.getMarker("AUDIT"))
                .addKeyValue("amount", 12)
                .addKeyValue("rate", 0.5)
                .addKeyValue("paid", true)
                .addKeyValue("none", (Object) null)
                .addKeyValue("state", Level.WARN)
                .addKeyValue("broken", broken)
                .addKeyValue("amount", 13L)
                .log("x");
        assertThat(last().get("fields").toString())
                .isEqualTo("{\"rate\":0.5,\"paid\":true,\"none\":null,\"state\":\"WARN\","
                        + "\"broken\":\"[toString() failed: java.lang.IllegalStateException]\",\"amount\":13}");
        assertThat(last().get("markers").toString()).isEqualTo("[\"AUDIT\"]");
    }

    /** What the code of a value can throw, checked or not. */
    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("thrown without a word of it"),
                new NoClassDefFoundError("missing/Part"),
                new ExceptionInInitializerError("of a class of constants"),
                new AssertionError("of the test"),
                new StackOverflowError("of the test"),
                new Error("of the test"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aLineIsWrittenWhateverAValueThrows(Throwable failure) throws IOException {
        log.atInfo()
                .addKeyValue("order", new Failing(failure))
                .addKeyValue("after", 1)
                .log("paid");
        JsonNode read = last();
        assertThat(read.get("message").textValue()).isEqualTo("paid");
        assertThat(read.get("fields").toString())
                .isEqualTo(
                        "{\"order\":\"[toString() failed: " + failure.getClass().getName() + "]\",\"after\":1}");
    }

    @Test
    void aLineIsWrittenWhereAValueRefersToItself() throws IOException {
        List<Object> list = new ArrayList<>();
        list.add(List.of(list));
        log.atInfo().addKeyValue("cyclic", list).log("paid");
        assertThat(last().get("fields").toString())
                .isEqualTo("{\"cyclic\":\"[toString() failed: java.lang.StackOverflowError]\"}");
    }

    /** What the program does of it, such as to end, is not kept from it by a log. */
    @Test
    void thatTheMemoryIsSpentIsNotHidden() {
        log.atInfo()
                .addKeyValue("order", new Failing(new OutOfMemoryError("of the test")))
                .log("paid");
        assertThatThrownBy(this::last).isInstanceOf(OutOfMemoryError.class).hasMessage("of the test");
    }

    private record Failing(Throwable failure) {
        @Override
        public String toString() {
            Failing.<RuntimeException>sneaky(failure);
            return "not reached";
        }

        /** As code does whose compiler asks nobody, such as Kotlin's. */
        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void sneaky(Throwable failure) throws T {
            throw (T) failure;
        }
    }

    @Test
    void anExceptionIsWrittenAsTheJvmPrintsIt() throws IOException {
        IllegalStateException thrown = new IllegalStateException("outer", new IOException("inner"));
        thrown.addSuppressed(new IllegalArgumentException("beside"));
        log.error("x", thrown);
        JsonNode read = last().get("exception");
        assertThat(read.get("class").textValue()).isEqualTo("java.lang.IllegalStateException");
        assertThat(read.get("message").textValue()).isEqualTo("outer");
        assertThat(read.get("stack").textValue())
                .startsWith("java.lang.IllegalStateException: outer\n\tat dev.eloquent.logging.JsonLogEncoderTest.")
                .contains("\n\tSuppressed: java.lang.IllegalArgumentException: beside\n\t\tat ")
                .contains("\nCaused by: java.io.IOException: inner\n\t... ");
    }

    @Test
    void whatRefersToItselfEnds() throws IOException {
        IllegalStateException thrown = new IllegalStateException("a");
        IllegalStateException other = new IllegalStateException("b", thrown);
        thrown.initCause(other);
        log.error("x", thrown);
        assertThat(last().at("/exception/stack").textValue()).contains("[CIRCULAR REFERENCE: ");
    }

    @Test
    void longTextsAndStacksAreCut() throws IOException {
        encoder.setText(1_000);
        encoder.setStack(2_000);
        log.error("m".repeat(5_000), deep(1_000));
        JsonNode read = last();
        assertThat(read.get("message").textValue()).isEqualTo("m".repeat(1_000) + "... (4000 more)");
        assertThat(read.at("/exception/stack").textValue()).hasSize(2_003).endsWith("...");
        encoder.setStack(1);
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .extracting(Status::getMessage)
                .contains("stack must be from 100 to 1000000 characters, was 1");
    }

    private static RuntimeException deep(int depth) {
        return depth == 0 ? new IllegalStateException("deep") : deep(depth - 1);
    }

    @Test
    void everyStringMakesAValidLine() throws IOException {
        Random random = new Random(20_261_127);
        for (int round = 0; round < 3_000; round++) {
            LoggingEvent event = new LoggingEvent();
            event.setLoggerName(nasty(random));
            event.setThreadName(nasty(random));
            event.setLevel(Level.INFO);
            String message = nasty(random);
            event.setMessage(message);
            event.setTimeStamp(random.nextLong(253_402_300_800_000L));
            Map<String, String> mdc = new HashMap<>();
            // Those that are no text at all may become the same name.
            mdc.put("a" + printable(nasty(random)), nasty(random));
            mdc.put("trace_id", nasty(random));
            event.setMDCPropertyMap(mdc);
            event.setThrowableProxy(
                    new ch.qos.logback.classic.spi.ThrowableProxy(new IllegalStateException(nasty(random))));
            JsonNode read = read(event);
            assertThat(read.get("message").textValue()).isEqualTo(wellFormed(message));
            assertThat(read.get("timestamp").textValue())
                    .isEqualTo(
                            String.format("%tFT%<tT.%<tLZ", event.getInstant().atZone(java.time.ZoneOffset.UTC)));
        }
    }

    private static String printable(String text) {
        return text.replaceAll("[\\ud800-\\udfff]", "");
    }

    private static String nasty(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(5)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/\u007f\u2028{}[]:,".charAt(random.nextInt(11)));
                case 2 -> text.append((char) random.nextInt(0x10000));
                case 3 -> text.append((char) (0xd800 + random.nextInt(0x800)));
                default -> text.appendCodePoint(random.nextInt(0x110000));
            }
        }
        return text.toString();
    }

    private static String wellFormed(String text) {
        StringBuilder formed = new StringBuilder();
        text.codePoints().forEach(point -> formed.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point));
        return formed.toString();
    }
}
