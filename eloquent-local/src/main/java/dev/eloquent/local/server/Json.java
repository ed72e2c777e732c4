package dev.eloquent.local.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON read strictly and written plainly. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // What a client sent must not come back to it, or into a log, by way of an error.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectReader READER = MAPPER.reader();

    private Json() {}

    /** Parses a body that must be one JSON object. */
    public static ObjectNode object(byte[] body) {
        return object(body, "the body");
    }

    /**
     * Parses what must be one JSON object.
     *
     * @param what it is, in messages
     */
    public static ObjectNode object(byte[] body, String what) {
        JsonNode node;
        try (JsonParser parser = READER.createParser(body)) {
            node = READER.readTree(parser);
        } catch (JsonProcessingException e) {
            throw new ServiceFault(400, what + " is not valid JSON" + at(e));
        } catch (IOException e) {
            throw new ServiceFault(400, what + " is not valid JSON in UTF-8");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ServiceFault(400, what + " must be a JSON object");
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static byte[] write(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("writing a tree to memory cannot fail", e);
        }
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ", line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
