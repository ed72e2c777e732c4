package dev.eloquent.local.pinecone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Vectors from JSON and to JSON, held to the rules of an index. */
final class VectorJson {
    /** Pinecone's limits on a record. */
    private static final int MAX_ID_BYTES = 512;

    private static final int MAX_METADATA_BYTES = 40 * 1024;

    private final int dimension;

    VectorJson(int dimension) {
        this.dimension = dimension;
    }

    StoredVector read(JsonNode json) {
        if (!json.isObject()) {
            throw new ServiceFault(400, "a vector must be an object with id and values");
        }
        refuseSparse(json, "sparseValues");
        return new StoredVector(id(json.path("id")), values(json.path("values")), metadata(json.path("metadata")));
    }

    static void refuseSparse(JsonNode json, String field) {
        if (!json.path(field).isMissingNode() && !json.path(field).isNull()) {
            throw new ServiceFault(400, field + " is not served: this stand-in has a dense index");
        }
    }

    static String id(JsonNode json) {
        if (!json.isTextual() || json.textValue().isEmpty()) {
            throw new ServiceFault(400, "a vector's id must be a string that is not empty");
        }
        if (json.textValue().getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES) {
            throw new ServiceFault(400, "a vector's id must have at most " + MAX_ID_BYTES + " bytes");
        }
        return json.textValue();
    }

    float[] values(JsonNode json) {
        if (!json.isArray() && !json.isMissingNode()) {
            throw new ServiceFault(400, "values must be a list of numbers");
        }
        if (json.size() != dimension) {
            throw new ServiceFault(
                    400, "Vector dimension " + json.size() + " does not match the dimension of the index " + dimension);
        }
        float[] values = new float[dimension];
        boolean zero = true;
        for (int i = 0; i < dimension; i++) {
            values[i] = json.path(i).isNumber() ? json.path(i).floatValue() : Float.NaN;
            if (!Float.isFinite(values[i])) {
                throw new ServiceFault(400, "values[" + i + "] must be a number within the range of a 32-bit float");
            }
            zero &= values[i] == 0;
        }
        if (zero) {
            throw new ServiceFault(400, "Dense vectors must contain at least one non-zero value.");
        }
        return values;
    }

    static ObjectNode metadata(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) {
            return Json.object();
        }
        if (!(json instanceof ObjectNode metadata)) {
            throw new ServiceFault(400, "metadata must be a JSON object");
        }
        for (var entry : metadata.properties()) {
            JsonNode value = entry.getValue();
            boolean fits = value.isTextual() || value.isNumber() || value.isBoolean() || isListOfStrings(value);
            if (!fits) {
                throw new ServiceFault(
                        400,
                        "Metadata value must be a string, number, boolean or list of strings, got '"
                                + value.getNodeType().name().toLowerCase(Locale.ROOT) + "' for field '"
                                + entry.getKey() + "'");
            }
        }
        if (metadata.toString().getBytes(StandardCharsets.UTF_8).length > MAX_METADATA_BYTES) {
            throw new ServiceFault(400, "metadata must have at most " + MAX_METADATA_BYTES + " bytes per vector");
        }
        return metadata;
    }

    private static boolean isListOfStrings(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                return false;
            }
        }
        return true;
    }

    static void write(StoredVector vector, ObjectNode json, boolean values, boolean metadata) {
        json.put("id", vector.id());
        ArrayNode list = json.putArray("values");
        if (values) {
            for (float value : vector.values()) {
                list.add(value);
            }
        }
        if (metadata && !vector.metadata().isEmpty()) {
            json.set("metadata", vector.metadata());
        }
    }
}
