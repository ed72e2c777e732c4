package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/** CBOR as Smithy's RPC has it: read strictly, tags passed over; written with lengths left open and times tagged. */
final class Cbor {
    /** Deeper than any request of CloudWatch. */
    private static final int DEEPEST = 20;

    private static final int EPOCH_TIME = 1;

    private static final CBORMapper MAPPER = CBORMapper.builder(CBORFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // What a client sent must not come back to it, or into a log, by way of an error.
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader READER = MAPPER.reader();

    private Cbor() {}

    /** Parses a body that must be one map; an empty one is an empty map. */
    static ObjectNode object(byte[] body) {
        if (body.length == 0) {
            return MAPPER.createObjectNode();
        }
        JsonNode node;
        try (JsonParser parser = READER.createParser(body)) {
            node = READER.readTree(parser);
        } catch (IOException | RuntimeException e) {
            // Of what is badly broken Jackson makes exceptions of several kinds.
            throw WireError.unreadable("the body is not valid CBOR");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw WireError.unreadable("the body must be a map of CBOR");
    }

    /** A time, to be written as one. */
    static JsonNode time(Instant time) {
        return new POJONode(time);
    }

    static byte[] write(JsonNode node) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CBORGenerator out = MAPPER.getFactory().createGenerator(bytes)) {
            write(node, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing a tree to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonNode node, CBORGenerator out) throws IOException {
        if (node instanceof ObjectNode object) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                out.writeFieldName(field.getKey());
                write(field.getValue(), out);
            }
            out.writeEndObject();
        } else if (node instanceof ArrayNode array) {
            out.writeStartArray();
            for (JsonNode item : array) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (node instanceof POJONode pojo && pojo.getPojo() instanceof Instant time) {
            out.writeTag(EPOCH_TIME);
            out.writeNumber(time.toEpochMilli() / 1000.0);
        } else {
            node.serialize(out, MAPPER.getSerializerProviderInstance());
        }
    }
}
