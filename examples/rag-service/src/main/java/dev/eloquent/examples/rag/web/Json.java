package dev.eloquent.examples.rag.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON, read strictly and written plainly. */
public final class Json {
    private static final Logger LOG = LoggerFactory.getLogger(Json.class);
    private static final int DEEPEST = 8;

    /** A name twice, a second value after the first, deep nesting: each is refused rather than guessed at. */
    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return STRICT.createObjectNode();
    }

    public static ArrayNode array() {
        return STRICT.createArrayNode();
    }

    static JsonNode read(String text) throws JsonProcessingException {
        return STRICT.readTree(text);
    }

    /**
     * Answers 200 with this body; nobody between us and the client is to keep it. It is written at once, and not after
     * the handler as Javalin would: a client that reads slowly then keeps its place of the {@link Admission}.
     */
    public static void answer(Context ctx, ObjectNode body) {
        ctx.header("Cache-Control", "no-store");
        ctx.contentType("application/json");
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        ctx.res().setContentLength(bytes.length);
        try (OutputStream out = ctx.res().getOutputStream()) {
            out.write(bytes);
        } catch (IOException e) {
            LOG.debug("a client did not take its answer", e);
        }
    }
}
