package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code logback.xml} makes of LOG_FORMAT, without the service. */
final class LogFormatTest {
    /** A line outside of a trace and one inside, as they come out. */
    private static List<String> lines(Map<String, String> variables) throws JoranException {
        LoggerContext context = new LoggerContext();
        LogbackMDCAdapter ids = new LogbackMDCAdapter();
        context.setMDCAdapter(ids);
        variables.forEach(context::putProperty);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream console = new PrintStream(written, true, StandardCharsets.UTF_8)) {
            System.setOut(console);
            System.setErr(console);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(Objects.requireNonNull(LogFormatTest.class.getResource("/logback.xml")));
            context.getLogger("dev.eloquent.Health").info("outside");
            ids.put("trace_id", "5759e988bd862e3fe1be46a994272793");
            context.getLogger("dev.eloquent.Health").warn("inside");
            // Writes what waits.
            context.stop();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .extracting(Status::getEffectiveLevel)
                .allMatch(level -> level == Status.INFO);
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void textEndsWithTheTraceIfThereIsOne() throws JoranException {
        assertThat(lines(Map.of()))
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d INFO  Health: outside"),
                        line -> assertThat(line)
                                .endsWith(" WARN  Health: inside trace=5759e988bd862e3fe1be46a994272793"));
    }

    @Test
    void jsonHasTheIds() throws JoranException, IOException {
        List<String> lines = lines(Map.of("LOG_FORMAT", "json"));
        assertThat(lines).hasSize(2);
        JsonNode inside = new ObjectMapper().readTree(lines.get(1));
        assertThat(inside.get("message").textValue()).isEqualTo("inside");
        assertThat(inside.get("trace_id").textValue()).isEqualTo("5759e988bd862e3fe1be46a994272793");
    }

    /** The AWS SDK's signer would write the session token. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void noSecretIsLoggedWhereTheRootIsAtTrace(String format) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.putProperty("LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(LogFormatTest.class.getResource("/logback.xml")));
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
        assertThat(context.getLogger("software.amazon.awssdk").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("software.amazon.awssdk.http.auth.aws.internal.signer.DefaultV4RequestSigner")
                        .isDebugEnabled())
                .isFalse();
        context.stop();
    }
}
