package dev.eloquent.local.pinecone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.eloquent.local.server.ServiceFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A filter in Pinecone's language of metadata, checked when it is read. A list in the metadata equals each of its
 * members; a field that is not there equals nothing, so that {@code $ne} and {@code $nin} hold for it.
 */
final class MetadataFilter {
    private static final String OPERATORS = "$eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $and or $or";

    private MetadataFilter() {}

    static Predicate<StoredVector> parse(JsonNode filter) {
        Predicate<JsonNode> predicate = object(filter);
        return vector -> predicate.test(vector.metadata());
    }

    private static Predicate<JsonNode> object(JsonNode filter) {
        if (!filter.isObject()) {
            throw new ServiceFault(400, "a filter must be a JSON object");
        }
        List<Predicate<JsonNode>> all = new ArrayList<>();
        for (var entry : filter.properties()) {
            all.add(clause(entry.getKey(), entry.getValue()));
        }
        return metadata -> all.stream().allMatch(each -> each.test(metadata));
    }

    private static Predicate<JsonNode> clause(String name, JsonNode operand) {
        if (name.equals("$and")) {
            List<Predicate<JsonNode>> all = several(name, operand);
            return metadata -> all.stream().allMatch(each -> each.test(metadata));
        }
        if (name.equals("$or")) {
            List<Predicate<JsonNode>> any = several(name, operand);
            return metadata -> any.stream().anyMatch(each -> each.test(metadata));
        }
        if (name.startsWith("$")) {
            throw unknown(name);
        }
        if (!operand.isObject()) {
            return comparison(name, "$eq", operand);
        }
        List<Predicate<JsonNode>> all = new ArrayList<>();
        for (var entry : operand.properties()) {
            all.add(comparison(name, entry.getKey(), entry.getValue()));
        }
        if (all.isEmpty()) {
            throw new ServiceFault(400, "filter on \"" + name + "\" must have an operator: " + OPERATORS);
        }
        return metadata -> all.stream().allMatch(each -> each.test(metadata));
    }

    private static List<Predicate<JsonNode>> several(String name, JsonNode operand) {
        if (!operand.isArray() || operand.isEmpty()) {
            throw new ServiceFault(400, name + " takes a list of one filter or more");
        }
        return stream(operand).map(MetadataFilter::object).toList();
    }

    private static Predicate<JsonNode> comparison(String field, String operator, JsonNode operand) {
        return switch (operator) {
            case "$eq" -> has(field, scalar(operator, operand));
            case "$ne" -> has(field, scalar(operator, operand)).negate();
            case "$in" -> in(field, operator, operand);
            case "$nin" -> in(field, operator, operand).negate();
            case "$exists" -> {
                if (!operand.isBoolean()) {
                    throw new ServiceFault(400, "$exists takes true or false");
                }
                yield metadata -> metadata.has(field) == operand.asBoolean();
            }
            case "$gt" -> order(field, operator, operand, sign -> sign > 0);
            case "$gte" -> order(field, operator, operand, sign -> sign >= 0);
            case "$lt" -> order(field, operator, operand, sign -> sign < 0);
            case "$lte" -> order(field, operator, operand, sign -> sign <= 0);
            default -> throw unknown(operator);
        };
    }

    private static Predicate<JsonNode> has(String field, JsonNode wanted) {
        return metadata -> {
            JsonNode value = metadata.path(field);
            return value.isArray() ? stream(value).anyMatch(each -> equal(each, wanted)) : equal(value, wanted);
        };
    }

    private static Predicate<JsonNode> in(String field, String operator, JsonNode operand) {
        if (!operand.isArray()) {
            throw new ServiceFault(400, operator + " takes a list of strings, numbers or booleans");
        }
        List<Predicate<JsonNode>> any =
                stream(operand).map(each -> has(field, scalar(operator, each))).toList();
        return metadata -> any.stream().anyMatch(each -> each.test(metadata));
    }

    private static Predicate<JsonNode> order(String field, String operator, JsonNode operand, Predicate<Integer> sign) {
        if (!operand.isNumber()) {
            throw new ServiceFault(400, operator + " takes a number");
        }
        return metadata -> Optional.of(metadata.path(field))
                .filter(JsonNode::isNumber)
                .map(value -> sign.test(Double.compare(value.doubleValue(), operand.doubleValue())))
                .orElse(false);
    }

    private static boolean equal(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return Double.compare(one.doubleValue(), other.doubleValue()) == 0;
        }
        return one.equals(other);
    }

    private static JsonNode scalar(String operator, JsonNode operand) {
        if (!operand.isTextual() && !operand.isNumber() && !operand.isBoolean()) {
            throw new ServiceFault(400, operator + " takes strings, numbers and booleans");
        }
        return operand;
    }

    private static ServiceFault unknown(String operator) {
        return new ServiceFault(400, "unknown operator \"" + operator + "\" in a filter: it must be " + OPERATORS);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
