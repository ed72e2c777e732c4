package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A map of a request, read as its operation needs it; what has the wrong type is refused at once. Names that it does not
 * know make no difference, as at AWS.
 *
 * @param path where in the request it stands, such as {@code MetricData.member.1.}
 */
record Arguments(ObjectNode fields, String path) {
    /** How AWS names a member in its messages. */
    String member(String name) {
        return path + name;
    }

    boolean has(String name) {
        return field(name).isPresent();
    }

    Optional<String> text(String name) {
        return field(name).map(value -> {
            if (!value.isTextual()) {
                throw WireError.unreadable(member(name) + " must be a string");
            }
            return value.textValue();
        });
    }

    String required(String name) {
        return text(name).filter(value -> !value.isEmpty()).orElseThrow(() -> missing(name));
    }

    WireError missing(String name) {
        return WireError.missing("The parameter " + member(name) + " is required.");
    }

    OptionalDouble number(String name) {
        Optional<JsonNode> value = field(name);
        return value.isPresent() ? OptionalDouble.of(number(value.get(), member(name))) : OptionalDouble.empty();
    }

    OptionalInt whole(String name) {
        Optional<JsonNode> value = field(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!value.get().isIntegralNumber() || !value.get().canConvertToInt()) {
            throw WireError.unreadable(member(name) + " must be a whole number");
        }
        return OptionalInt.of(value.get().intValue());
    }

    /** Seconds since 1970, to the millisecond. */
    Optional<Instant> time(String name) {
        return field(name).map(value -> {
            double seconds = number(value, member(name));
            if (!Double.isFinite(seconds)) {
                throw WireError.unreadable(member(name) + " must be a time");
            }
            return Instant.ofEpochMilli(Math.round(seconds * 1000));
        });
    }

    double[] numbers(String name) {
        return items(name).stream()
                .mapToDouble(value -> number(value, member(name)))
                .toArray();
    }

    List<String> texts(String name) {
        return items(name).stream()
                .map(value -> {
                    if (!value.isTextual()) {
                        throw WireError.unreadable(member(name) + " must be a list of strings");
                    }
                    return value.textValue();
                })
                .toList();
    }

    Optional<Arguments> map(String name) {
        return field(name).map(value -> nested(value, member(name)));
    }

    List<Arguments> maps(String name) {
        List<JsonNode> items = items(name);
        List<Arguments> maps = new ArrayList<>(items.size());
        for (JsonNode item : items) {
            maps.add(nested(item, member(name) + ".member." + (maps.size() + 1)));
        }
        return maps;
    }

    /** Names and values, of which a query has all that a metric has. */
    Map<String, String> dimensions() {
        Map<String, String> dimensions = new TreeMap<>();
        maps("Dimensions").forEach(each -> dimensions.put(each.required("Name"), each.required("Value")));
        return dimensions;
    }

    private List<JsonNode> items(String name) {
        List<JsonNode> items = new ArrayList<>();
        field(name).ifPresent(value -> {
            if (!value.isArray()) {
                throw WireError.unreadable(member(name) + " must be a list");
            }
            value.forEach(items::add);
        });
        return items;
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isNull());
    }

    private static Arguments nested(JsonNode value, String path) {
        if (value instanceof ObjectNode object) {
            return new Arguments(object, path + ".");
        }
        throw WireError.unreadable(path + " must be a map");
    }

    private static double number(JsonNode value, String name) {
        if (!value.isNumber()) {
            throw WireError.unreadable(name + " must be a number");
        }
        return value.doubleValue();
    }
}
