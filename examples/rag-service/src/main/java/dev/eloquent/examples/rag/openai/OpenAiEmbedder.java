package dev.eloquent.examples.rag.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.examples.rag.passages.Embedder;
import dev.eloquent.examples.rag.remote.ApiAddress;
import dev.eloquent.examples.rag.remote.Outbound;
import dev.eloquent.examples.rag.remote.RemoteApi;
import dev.eloquent.health.HealthCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** OpenAI's embeddings. */
public final class OpenAiEmbedder implements Embedder {
    private static final String MODEL = "text-embedding-3-small";
    private static final int DIMENSION = 1536;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

    private final RemoteApi api;

    public OpenAiEmbedder(ApiAddress address, Outbound calls) {
        this.api = new RemoteApi("embedder", address, calls, "Authorization", "Bearer ");
    }

    @Override
    public String model() {
        return MODEL;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public Optional<HealthCheck> check() {
        return Optional.of(api.lastCall());
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", MODEL).put("dimensions", DIMENSION).put("encoding_format", "float");
        ArrayNode input = body.putArray("input");
        texts.forEach(input::add);
        JsonNode data = api.post("/embeddings", body, ANSWERS_WITHIN).path("data");
        float[][] vectors = new float[texts.size()][];
        for (JsonNode each : data) {
            // They carry their place, and the API does not promise to keep the order.
            int place = each.path("index").asInt(-1);
            if (place < 0 || place >= vectors.length) {
                throw api.nonsense("a vector for no text");
            }
            vectors[place] = vector(each.path("embedding"));
        }
        List<float[]> all = Arrays.asList(vectors);
        if (all.contains(null)) {
            throw api.nonsense("a text without its vector");
        }
        return all;
    }

    private float[] vector(JsonNode numbers) {
        if (numbers.size() != DIMENSION) {
            throw api.nonsense("a vector that has not " + DIMENSION + " numbers");
        }
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = numbers.get(i).floatValue();
            if (!numbers.get(i).isNumber() || !Float.isFinite(vector[i])) {
                throw api.nonsense("a vector of something else than numbers");
            }
        }
        return vector;
    }
}
