package dev.eloquent.local.otlp;

import dev.eloquent.local.server.ServiceFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/**
 * Reads one message of Protocol Buffers, field after field, as far as OTLP needs it:
 *
 * <pre>{@code
 * while (in.next()) {
 *     switch (in.field()) {
 *         case 1 -> name = in.text();
 *         default -> in.skip();
 *     }
 * }
 * }</pre>
 *
 * <p>What cannot be read is a {@link ServiceFault} with status 400. Neither the depth nor the number of messages within
 * messages is without bound.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_DEPTH = 100;
    private static final int MOST_MESSAGES = 1_000_000;

    private final ByteBuffer in;
    private final int depth;
    private final Messages messages;
    private int field;
    private int type;

    private ProtoReader(ByteBuffer in, int depth, Messages messages) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
        this.depth = depth;
        this.messages = messages;
    }

    static ProtoReader of(byte[] message) {
        return new ProtoReader(ByteBuffer.wrap(message).asReadOnlyBuffer(), 0, new Messages());
    }

    /** Goes to the next field, if there is one. */
    boolean next() {
        if (!in.hasRemaining()) {
            return false;
        }
        long tag = readVarint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (field == 0 || (tag >>> 32) != 0) {
            throw broken("the number of a field is out of range");
        }
        return true;
    }

    int field() {
        return field;
    }

    /** How many bytes are left of this message. */
    int left() {
        return in.remaining();
    }

    /** How many messages there were within the outermost one until now. */
    int messages() {
        return messages.count;
    }

    long varint() {
        expect(VARINT);
        return readVarint();
    }

    /** Of the types sint32 and sint64, whose small negative numbers are short. */
    long signed() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    long fixed64() {
        expect(FIXED64);
        return readFixed64();
    }

    double number() {
        return Double.longBitsToDouble(fixed64());
    }

    String text() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(delimited()).toString();
        } catch (CharacterCodingException e) {
            throw broken("field " + field + " is not UTF-8");
        }
    }

    byte[] bytes() {
        ByteBuffer part = delimited();
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    ProtoReader message() {
        if (depth == MOST_DEPTH) {
            throw broken("messages are more than " + MOST_DEPTH + " deep");
        }
        if (++messages.count > MOST_MESSAGES) {
            throw broken("there are more than " + MOST_MESSAGES + " messages in it");
        }
        return new ProtoReader(delimited(), depth + 1, messages);
    }

    /** A repeated field of numbers, which may come one by one or packed. */
    void varints(LongConsumer each) {
        if (type != DELIMITED) {
            each.accept(varint());
            return;
        }
        ProtoReader packed = packed();
        while (packed.in.hasRemaining()) {
            each.accept(packed.readVarint());
        }
    }

    /** See {@link #varints}. */
    void fixed64s(LongConsumer each) {
        if (type != DELIMITED) {
            each.accept(fixed64());
            return;
        }
        ProtoReader packed = packed();
        while (packed.in.hasRemaining()) {
            each.accept(packed.readFixed64());
        }
    }

    /** See {@link #varints}. */
    void numbers(DoubleConsumer each) {
        fixed64s(bits -> each.accept(Double.longBitsToDouble(bits)));
    }

    void skip() {
        switch (type) {
            case VARINT -> readVarint();
            case FIXED64 -> take(Long.BYTES);
            case DELIMITED -> delimited();
            case FIXED32 -> take(Integer.BYTES);
            default -> throw broken("field " + field + " is of the type " + type + ", which OTLP has not");
        }
    }

    private ProtoReader packed() {
        return new ProtoReader(delimited(), depth, messages);
    }

    private void expect(int wanted) {
        if (type != wanted) {
            throw broken("field " + field + " is of the type " + type + ", not " + wanted);
        }
    }

    private ByteBuffer delimited() {
        expect(DELIMITED);
        long length = readVarint();
        if (length < 0 || length > in.remaining()) {
            throw cutShort();
        }
        return take((int) length);
    }

    private ByteBuffer take(int length) {
        if (length > in.remaining()) {
            throw cutShort();
        }
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    private long readFixed64() {
        if (in.remaining() < Long.BYTES) {
            throw cutShort();
        }
        return in.getLong();
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!in.hasRemaining()) {
                throw cutShort();
            }
            byte octet = in.get();
            value |= (long) (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw broken("a number has more than 64 bits");
    }

    private static ServiceFault cutShort() {
        return broken("it ends in the middle of a field");
    }

    static ServiceFault broken(String what) {
        return new ServiceFault(400, "the body is not what OTLP has here: " + what);
    }

    /** Shared by all readers of one request. */
    private static final class Messages {
        private int count;
    }
}
