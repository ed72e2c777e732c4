package dev.eloquent.tracing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Two fields of a small protobuf message: a number or a message in field 1, text in field 2. That is the shape of all that
 * an OTLP receiver answers: {@code ExportTraceServiceResponse}, its {@code partial_success}, and {@code Status}.
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one method to the next
record ProtoFields(long number, byte[] nested, String text) {
    static final ProtoFields NONE = new ProtoFields(0, new byte[0], "");

    /** Of these bytes; none if they are something else. */
    static ProtoFields of(byte[] bytes) {
        long number = 0;
        byte[] nested = new byte[0];
        String text = "";
        int[] at = {0};
        while (at[0] < bytes.length) {
            long tag = varint(bytes, at);
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> {
                    long value = varint(bytes, at);
                    number = field == 1 ? value : number;
                }
                case 1 -> at[0] += 8;
                case 5 -> at[0] += 4;
                case 2 -> {
                    long length = varint(bytes, at);
                    if (length < 0 || length > bytes.length - at[0]) {
                        return NONE;
                    }
                    byte[] part = Arrays.copyOfRange(bytes, at[0], at[0] + (int) length);
                    at[0] += (int) length;
                    nested = field == 1 ? part : nested;
                    text = field == 2 ? new String(part, StandardCharsets.UTF_8) : text;
                }
                default -> {
                    return NONE;
                }
            }
            if (at[0] < 0 || at[0] > bytes.length) {
                return NONE;
            }
        }
        return new ProtoFields(number, nested, text);
    }

    private static long varint(byte[] bytes, int[] at) {
        long value = 0;
        for (int shift = 0; shift < 64 && at[0] < bytes.length; shift += 7) {
            byte next = bytes[at[0]++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        at[0] = -1; // cut off, or no number: seen by the caller
        return 0;
    }
}
