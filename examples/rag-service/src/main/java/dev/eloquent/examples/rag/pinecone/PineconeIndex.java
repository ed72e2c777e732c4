package dev.eloquent.examples.rag.pinecone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.examples.rag.passages.VectorIndex;
import dev.eloquent.examples.rag.remote.ApiAddress;
import dev.eloquent.examples.rag.remote.Outbound;
import dev.eloquent.examples.rag.remote.RemoteApi;
import dev.eloquent.examples.rag.web.PlainText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An index of Pinecone, over REST; an edition is a namespace there. Pinecone's own client would bring 54 jars. */
public final class PineconeIndex implements VectorIndex {
    /** What health calls it. */
    public static final String NAME = "vector_db";

    /** A search or a count, to the last byte of its answer. */
    public static final Duration ANSWERS_WITHIN = Duration.ofSeconds(2);

    private static final Duration STORES_WITHIN = Duration.ofSeconds(10);

    private final RemoteApi api;

    public PineconeIndex(ApiAddress address, Outbound calls) {
        this.api = new RemoteApi(NAME, address, calls, "Api-Key", "");
    }

    @Override
    public long count(String edition) {
        JsonNode stats = api.post("/describe_index_stats", object(), ANSWERS_WITHIN);
        if (!stats.path("dimension").isNumber()) {
            throw api.nonsense("statistics without a dimension");
        }
        // A namespace without vectors is not listed.
        return stats.path("namespaces").path(edition).path("vectorCount").asLong(0);
    }

    @Override
    public void upsert(String edition, Map<String, float[]> vectors) {
        ObjectNode body = object().put("namespace", edition);
        ArrayNode list = body.putArray("vectors");
        vectors.forEach((id, values) -> list.addObject().put("id", id).set("values", array(values)));
        JsonNode answer = api.post("/vectors/upsert", body, STORES_WITHIN);
        if (answer.path("upsertedCount").asLong() != vectors.size()) {
            throw api.nonsense("not every vector was stored");
        }
    }

    @Override
    public List<Match> nearest(String edition, float[] vector, int most) {
        ObjectNode body = object().put("namespace", edition).put("topK", most);
        body.set("vector", array(vector));
        JsonNode matches = api.post("/query", body, ANSWERS_WITHIN).path("matches");
        if (!matches.isArray() || matches.size() > most) {
            throw api.nonsense("a search without a list of matches");
        }
        List<Match> found = new ArrayList<>();
        for (JsonNode match : matches) {
            double score = match.path("score").asDouble(Double.NaN);
            // What we stored are digests; anything else PostgreSQL might not even take for a text.
            if (!match.path("id").isTextual()
                    || !PlainText.isStorable(match.path("id").textValue())
                    || !Double.isFinite(score)) {
                throw api.nonsense("a match without an id and a score");
            }
            found.add(new Match(match.path("id").textValue(), score));
        }
        return found;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode array(float[] values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(values.length);
        for (float value : values) {
            array.add(value);
        }
        return array;
    }
}
