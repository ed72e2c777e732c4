package dev.eloquent.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.eloquent.metrics.lines.JsonLine;
import dev.eloquent.tracing.LogContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * An event as a line of JSON:
 *
 * <pre>{@code
 * {"timestamp":"2026-11-27T18:06:23.042Z","level":"INFO","logger":"shop.Orders","thread":"http-1","message":"paid",
 *  "trace_id":"...","span_id":"...","AWS-XRAY-TRACE-ID":"1-...@...",
 *  "mdc":{"tenant":"a"},"fields":{"amount":12},"markers":["AUDIT"],
 *  "exception":{"class":"java.io.IOException","message":"closed","stack":"..."}}
 * }</pre>
 *
 * <p>The ids are those that {@link LogContext} puts into the MDC; {@code mdc} is the rest of it, and {@code fields} are the
 * key-value pairs of SLF4J's fluent API, numbers and truth values as such and all else as text. What is empty is left out.
 * A value whose {@code toString()} fails is told as that, and the line is written all the same. Text and stack traces are
 * cut past a limit. Half a pair of surrogates becomes the replacement character. Safe for use by several threads.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
    /** How long a text may be, in characters: 64,000. */
    public static final int DEFAULT_TEXT = 64_000;

    /** How long a stack trace may be, in characters: 16,000. */
    public static final int DEFAULT_STACK = 16_000;

    private static final byte[] NOTHING = {};
    private static final List<String> IDS = List.of(LogContext.TRACE_ID, LogContext.SPAN_ID, LogContext.XRAY_TRACE_ID);

    private int text = DEFAULT_TEXT;
    private int stack = DEFAULT_STACK;

    /** For logback, which then sets what the configuration says. */
    public JsonLogEncoder() {}

    /** How long the message and each value may be: 100 to 1,000,000 characters; default {@link #DEFAULT_TEXT}. */
    public void setText(int characters) {
        text = within("text", characters);
    }

    /** How long a stack trace may be: 100 to 1,000,000 characters; default {@link #DEFAULT_STACK}. */
    public void setStack(int characters) {
        stack = within("stack", characters);
    }

    private int within(String name, int characters) {
        if (characters < 100 || characters > 1_000_000) {
            addError(name + " must be from 100 to 1000000 characters, was " + characters);
        }
        return Math.max(100, Math.min(1_000_000, characters));
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonLine json = new JsonLine(512);
        json.object().name("timestamp").time(event.getTimeStamp());
        json.name("level").text(event.getLevel().toString());
        json.name("logger").text(event.getLoggerName(), text);
        json.name("thread").text(event.getThreadName(), text);
        value(json.name("message"), event.getFormattedMessage());
        context(json, event.getMDCPropertyMap());
        fields(json, event.getKeyValuePairs());
        markers(json, event.getMarkerList());
        exception(json, event.getThrowableProxy());
        return json.endObject().end();
    }

    private void context(JsonLine json, @Nullable Map<String, String> mdc) {
        if (mdc == null || mdc.isEmpty()) {
            return;
        }
        int ids = 0;
        for (String id : IDS) {
            String value = mdc.get(id);
            if (value != null) {
                ids++;
                json.name(id).text(value, text);
            }
        }
        if (mdc.size() > ids) {
            json.name("mdc").object();
            mdc.forEach((key, value) -> {
                if (!IDS.contains(key)) {
                    value(json.name(key), value);
                }
            });
            json.endObject();
        }
    }

    private void fields(JsonLine json, @Nullable List<KeyValuePair> pairs) {
        if (pairs == null || pairs.isEmpty()) {
            return;
        }
        json.name("fields").object();
        for (int i = 0; i < pairs.size(); i++) {
            if (isLast(pairs, i)) {
                value(json.name(String.valueOf(pairs.get(i).key)), pairs.get(i).value);
            }
        }
        json.endObject();
    }

    /** An object has a name only once: the later value counts. */
    private static boolean isLast(List<KeyValuePair> pairs, int at) {
        String key = String.valueOf(pairs.get(at).key);
        for (int i = at + 1; i < pairs.size(); i++) {
            if (key.equals(String.valueOf(pairs.get(i).key))) {
                return false;
            }
        }
        return true;
    }

    private void value(JsonLine json, @Nullable Object value) {
        if (value == null) {
            json.none();
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            json.number(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            json.number(((Number) value).doubleValue());
        } else if (value instanceof Boolean truth) {
            json.bool(truth);
        } else {
            json.text(textOf(value), text);
        }
    }

    private static String textOf(Object value) {
        try {
            return String.valueOf(value);
        } catch (Throwable fault) {
            if (ofTheJvm(fault)) {
                throw fault;
            }
            // One value that cannot be shown is no reason to lose the line.
            return "[toString() failed: " + fault.getClass().getName() + "]";
        }
    }

    /**
     * Whether it is the JVM that fails, such as by running out of memory, and not only the code that was called: that is
     * for who decides what becomes of the process. A recursion that has no end is over once it has thrown.
     */
    static boolean ofTheJvm(Throwable fault) {
        return fault instanceof VirtualMachineError && !(fault instanceof StackOverflowError);
    }

    private void markers(JsonLine json, @Nullable List<Marker> markers) {
        if (markers == null || markers.isEmpty()) {
            return;
        }
        json.name("markers").array();
        for (Marker marker : markers) {
            json.text(marker.getName(), text);
        }
        json.endArray();
    }

    private void exception(JsonLine json, @Nullable IThrowableProxy thrown) {
        if (thrown == null) {
            return;
        }
        json.name("exception").object().name("class").text(thrown.getClassName(), text);
        value(json.name("message"), thrown.getMessage());
        json.name("stack").text(StackText.of(thrown, stack)).endObject();
    }
}
