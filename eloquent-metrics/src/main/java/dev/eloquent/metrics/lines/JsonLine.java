package dev.eloquent.metrics.lines;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes a line of JSON as UTF-8. Commas come by themselves; who calls sees to it that what is opened is closed. Of text
 * nothing is lost but halves of surrogate pairs, which become the replacement character. For one thread at a time.
 */
public final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** Whole numbers up to here are exact. */
    private static final double WHOLE = 0x1p53;

    private static final long DAY = 86_400_000;

    private byte[] bytes;
    private int size;

    public JsonLine(int room) {
        bytes = new byte[Math.max(64, room)];
    }

    public JsonLine object() {
        return open('{');
    }

    public JsonLine endObject() {
        return put('}');
    }

    public JsonLine array() {
        return open('[');
    }

    public JsonLine endArray() {
        return put(']');
    }

    private JsonLine open(char bracket) {
        comma();
        return put(bracket);
    }

    public JsonLine name(String name) {
        text(name);
        return put(':');
    }

    /** A text in quotes. */
    public JsonLine text(String text) {
        return text(text, text.length());
    }

    /**
     * As {@link #text(String)}; of one that is longer the beginning, and how much more there was.
     *
     * @param most how many characters; never cuts a pair of surrogates
     */
    public JsonLine text(String text, int most) {
        comma();
        put('"');
        int end = Math.min(text.length(), most);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else if (c < 0x800) {
                put(0xc0 | (c >> 6)).put(tail(c));
            } else if (!Character.isSurrogate(c)) {
                three(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                four(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                three('\ufffd');
            }
        }
        if (end < text.length()) {
            plain("... (" + (text.length() - end) + " more)");
        }
        return put('"');
    }

    private void ascii(char c) {
        switch (c) {
            case '"', '\\' -> put('\\').put(c);
            case '\n' -> put('\\').put('n');
            case '\r' -> put('\\').put('r');
            case '\t' -> put('\\').put('t');
            default -> {
                if (c < ' ') {
                    plain("\\u00");
                    put(HEX[c >> 4]).put(HEX[c & 15]);
                } else {
                    put(c);
                }
            }
        }
    }

    private void three(int c) {
        put(0xe0 | (c >> 12)).put(tail(c >> 6)).put(tail(c));
    }

    private void four(int c) {
        put(0xf0 | (c >> 18)).put(tail(c >> 12)).put(tail(c >> 6)).put(tail(c));
    }

    private static int tail(int bits) {
        return 0x80 | (bits & 0x3f);
    }

    public JsonLine number(long value) {
        comma();
        return plain(Long.toString(value));
    }

    /** What is no number or infinite is a text. */
    public JsonLine number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < WHOLE) {
            return number((long) value);
        }
        if (!Double.isFinite(value)) {
            return text(Double.toString(value));
        }
        comma();
        return plain(Double.toString(value));
    }

    /** An instant as text: ISO 8601, UTC, with milliseconds. */
    public JsonLine time(long epochMillis) {
        long day = Math.floorDiv(epochMillis, DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        if (date.getYear() < 0 || date.getYear() > 9999) {
            return text(Instant.ofEpochMilli(epochMillis).toString());
        }
        int millis = (int) (epochMillis - day * DAY);
        comma();
        put('"').digits(date.getYear(), 1000)
                .put('-')
                .digits(date.getMonthValue(), 10)
                .put('-');
        digits(date.getDayOfMonth(), 10).put('T').digits(millis / 3_600_000, 10).put(':');
        digits(millis / 60_000 % 60, 10).put(':').digits(millis / 1000 % 60, 10).put('.');
        return digits(millis % 1000, 100).put('Z').put('"');
    }

    private JsonLine digits(int value, int first) {
        for (int power = first; power > 0; power /= 10) {
            put('0' + value / power % 10);
        }
        return this;
    }

    public JsonLine bool(boolean value) {
        comma();
        return plain(Boolean.toString(value));
    }

    public JsonLine none() {
        comma();
        return plain("null");
    }

    private void comma() {
        if (size > 0 && bytes[size - 1] != '{' && bytes[size - 1] != '[' && bytes[size - 1] != ':') {
            put(',');
        }
    }

    private JsonLine plain(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        return this;
    }

    private JsonLine put(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
        return this;
    }

    /** The line with its line feed; the next begins anew. */
    public byte[] end() {
        put('\n');
        byte[] line = Arrays.copyOf(bytes, size);
        size = 0;
        return line;
    }
}
