package dev.eloquent.local.otlp;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what all signals of OTLP share: attributes, resources, scopes and times. */
final class AttributeReader {
    static final InstrumentationScope NO_SCOPE = new InstrumentationScope("", "", Map.of());

    private AttributeReader() {}

    /** A KeyValue, added to those before; of one name given twice the last one holds. */
    static void attribute(ProtoReader in, Map<String, Object> to) {
        String key = "";
        Optional<Object> value = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = value(in.message());
                default -> in.skip();
            }
        }
        if (value.isPresent()) {
            to.put(key, value.get());
        }
    }

    /** An AnyValue, which may be nothing. */
    private static Optional<Object> value(ProtoReader in) {
        Optional<Object> value = Optional.empty();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> value = Optional.of(in.text());
                case 2 -> value = Optional.of(in.varint() != 0);
                case 3 -> value = Optional.of(in.varint());
                case 4 -> value = Optional.of(in.number());
                case 5 -> value = Optional.of(list(in.message()));
                case 6 -> value = Optional.of(attributes(in.message(), 1));
                case 7 -> value = Optional.of(Base64.getEncoder().encodeToString(in.bytes()));
                default -> in.skip();
            }
        }
        return value;
    }

    private static List<Object> list(ProtoReader in) {
        List<Object> values = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) {
                value(in.message()).ifPresent(values::add);
            } else {
                in.skip();
            }
        }
        return List.copyOf(values);
    }

    /** Those of a message that has them in one field, and nothing else of interest: Resource, KeyValueList. */
    static Map<String, Object> attributes(ProtoReader in, int field) {
        Map<String, Object> attributes = new HashMap<>();
        while (in.next()) {
            if (in.field() == field) {
                attribute(in.message(), attributes);
            } else {
                in.skip();
            }
        }
        return Map.copyOf(attributes);
    }

    static InstrumentationScope scope(ProtoReader in) {
        String name = "";
        String version = "";
        Map<String, Object> attributes = new HashMap<>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> version = in.text();
                case 3 -> attribute(in.message(), attributes);
                default -> in.skip();
            }
        }
        return new InstrumentationScope(name, version, attributes);
    }

    /** Nanoseconds since the epoch. */
    static Instant time(ProtoReader in) {
        long nanos = in.fixed64();
        return Instant.ofEpochSecond(
                Long.divideUnsigned(nanos, 1_000_000_000L), Long.remainderUnsigned(nanos, 1_000_000_000L));
    }
}
