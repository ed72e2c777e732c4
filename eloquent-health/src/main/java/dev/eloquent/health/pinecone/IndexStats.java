package dev.eloquent.health.pinecone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * What describe_index_stats tells, as far as the check needs it.
 *
 * @param dimension absent for a sparse index
 * @param fullness from 0 to 1; 0 where it has no meaning, as for serverless indexes
 */
record IndexStats(OptionalLong dimension, long vectors, double fullness) {
    private static final JsonFactory JSON = new JsonFactory();

    /** @throws IOException if that is not an answer of describe_index_stats, all of it and nothing else */
    static IndexStats parse(InputStream body) throws IOException {
        OptionalLong dimension = OptionalLong.empty();
        OptionalLong vectors = OptionalLong.empty();
        double fullness = 0;
        try (JsonParser json = JSON.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_NULL) {
                    continue;
                }
                switch (field) {
                    case "dimension" -> dimension = OptionalLong.of(count(json, field));
                    case "totalVectorCount" -> vectors = OptionalLong.of(count(json, field));
                    case "indexFullness" -> fullness = share(json, field);
                    default -> json.skipChildren();
                }
            }
            require(json.nextToken() == null, "something follows the JSON object");
        }
        require(vectors.isPresent() || dimension.isPresent(), "it has neither totalVectorCount nor dimension");
        return new IndexStats(dimension, vectors.orElse(0), fullness);
    }

    private static long count(JsonParser json, String field) throws IOException {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, field + " is not a whole number");
        long value = json.getLongValue();
        require(value >= 0, field + " is negative");
        return value;
    }

    private static double share(JsonParser json, String field) throws IOException {
        require(json.currentToken().isNumeric(), field + " is not a number");
        return json.getDoubleValue();
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException("not an answer of describe_index_stats: " + otherwise);
        }
    }
}
