package dev.eloquent.local.pinecone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.RateWindow;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Pinecone's data plane over REST, as its reference words it. Every version of the API is accepted. */
final class PineconeApi implements Service {
    /** The limit of a request to Pinecone, 2 MB. */
    private static final int MAX_BODY = 2 * 1024 * 1024;

    private static final int MAX_UPSERT = 1_000;
    private static final int MAX_TOP_K = 10_000;
    private static final int MAX_LIST = 100;
    private static final String DEFAULT_NAMESPACE = "__default__";

    private final int dimension;
    private final Metric metric;
    private final byte[] apiKey;
    private final VectorIndex index;
    private final VectorJson vectors;
    private final RateWindow describes;

    PineconeApi(int dimension, Metric metric, String apiKey, Optional<Long> capacity, RateWindow describes) {
        this.dimension = dimension;
        this.metric = metric;
        this.apiKey = apiKey.getBytes(StandardCharsets.UTF_8);
        this.index = new VectorIndex(metric, capacity);
        this.vectors = new VectorJson(dimension);
        this.describes = describes;
    }

    @Override
    public String name() {
        return "pinecone";
    }

    @Override
    public int maxBody() {
        return MAX_BODY;
    }

    @Override
    public Answer answer(Request request) {
        byte[] key = request.header("api-key").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(key, apiKey)) {
            throw new ServiceFault(401, "Invalid API Key");
        }
        return switch (request.method() + " " + request.path()) {
            case "POST /vectors/upsert" -> json(upsert(Json.object(request.body())));
            case "POST /query" -> json(query(Json.object(request.body())));
            case "GET /vectors/fetch" -> json(fetch(request));
            case "POST /vectors/delete" -> json(delete(Json.object(request.body())));
            case "POST /vectors/update" -> json(update(Json.object(request.body())));
            case "GET /vectors/list" -> json(list(request));
            case "GET /describe_index_stats", "POST /describe_index_stats" -> json(describe(request));
            default ->
                throw new ServiceFault(
                        404, "this stand-in of Pinecone does not serve " + request.method() + " " + request.path());
        };
    }

    @Override
    public Answer error(int status, String message) {
        if (status == 401) {
            // The gateway before the index refuses keys, in plain text.
            return Answer.text(status, message).with("WWW-Authenticate", message);
        }
        ObjectNode json = Json.object().put("code", code(status)).put("message", message);
        json.putArray("details");
        return Answer.json(status, json);
    }

    /** The code of gRPC, which Pinecone's errors carry beside the status of HTTP. */
    private static int code(int status) {
        return switch (status) {
            case 400, 413, 415, 431 -> 3;
            case 403 -> 7;
            case 404 -> 5;
            case 429 -> 8;
            case 501 -> 12;
            case 503 -> 14;
            case 504 -> 4;
            default -> status < 400 ? 0 : 13;
        };
    }

    private ObjectNode upsert(ObjectNode body) {
        JsonNode list = body.path("vectors");
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_UPSERT) {
            throw new ServiceFault(400, "vectors must be a list of 1 to " + MAX_UPSERT + " vectors");
        }
        List<StoredVector> read = new ArrayList<>();
        list.forEach(vector -> read.add(vectors.read(vector)));
        index.upsert(namespace(body), read);
        return Json.object().put("upsertedCount", read.size());
    }

    private ObjectNode query(ObjectNode body) {
        VectorJson.refuseSparse(body, "sparseVector");
        JsonNode wanted = body.path("topK");
        int topK = wanted.intValue();
        if (!wanted.isIntegralNumber() || !wanted.canConvertToInt() || topK < 1 || topK > MAX_TOP_K) {
            throw new ServiceFault(400, "topK must be a whole number from 1 to " + MAX_TOP_K);
        }
        String namespace = namespace(body);
        Predicate<StoredVector> filter = filter(body);
        Optional<StoredVector> like = like(body, namespace);
        boolean values = body.path("includeValues").asBoolean();
        boolean metadata = body.path("includeMetadata").asBoolean();

        ObjectNode json = Json.object();
        json.putArray("results");
        ArrayNode matches = json.putArray("matches");
        like.map(vector -> index.query(namespace, vector, topK, filter))
                .orElse(List.of())
                .forEach(match -> {
                    ObjectNode each = matches.addObject();
                    VectorJson.write(match.vector(), each, values, metadata);
                    each.put("score", (float) match.score());
                });
        return reads(json.put("namespace", namespace), 5);
    }

    /** What to look for; nothing if it is to be like a vector that is not there. */
    private Optional<StoredVector> like(ObjectNode body, String namespace) {
        boolean byId = body.hasNonNull("id") && !body.path("id").asText().isEmpty();
        boolean byVector = body.path("vector").isArray() && !body.path("vector").isEmpty();
        if (byId == byVector) {
            throw new ServiceFault(400, "a query must have a vector or an id, and not both");
        }
        return byId
                ? index.fetch(namespace, List.of(VectorJson.id(body.path("id")))).stream()
                        .findFirst()
                : Optional.of(new StoredVector("", vectors.values(body.path("vector")), Json.object()));
    }

    private ObjectNode fetch(Request request) {
        List<String> ids = request.parameters("ids");
        if (ids.isEmpty()) {
            throw new ServiceFault(400, "ids must name one vector or more");
        }
        String namespace = namespace(request);
        ObjectNode json = Json.object();
        ObjectNode found = json.putObject("vectors");
        index.fetch(namespace, ids)
                .forEach(vector -> VectorJson.write(vector, found.putObject(vector.id()), true, true));
        return reads(json.put("namespace", namespace), 1);
    }

    private ObjectNode delete(ObjectNode body) {
        boolean all = body.path("deleteAll").asBoolean();
        boolean byIds = !body.path("ids").isEmpty();
        boolean byFilter = !body.path("filter").isEmpty();
        if ((all ? 1 : 0) + (byIds ? 1 : 0) + (byFilter ? 1 : 0) != 1) {
            throw new ServiceFault(400, "delete takes exactly one of ids, deleteAll and filter");
        }
        String namespace = namespace(body);
        List<String> ids = new ArrayList<>();
        if (byIds) {
            body.path("ids").forEach(id -> ids.add(VectorJson.id(id)));
        }
        boolean found = all
                ? index.deleteNamespace(namespace)
                : index.delete(namespace, byIds ? vector -> ids.contains(vector.id()) : filter(body));
        if (!found) {
            throw new ServiceFault(404, "Namespace not found");
        }
        return Json.object();
    }

    private ObjectNode update(ObjectNode body) {
        if (body.hasNonNull("filter")) {
            throw new ServiceFault(400, "this stand-in updates by id alone, not by filter");
        }
        VectorJson.refuseSparse(body, "sparseValues");
        Optional<float[]> values =
                body.path("values").isEmpty() ? Optional.empty() : Optional.of(vectors.values(body.path("values")));
        ObjectNode added = VectorJson.metadata(body.path("setMetadata"));
        index.update(namespace(body), VectorJson.id(body.path("id")), vector -> {
            ObjectNode metadata = vector.metadata().deepCopy();
            metadata.setAll(added);
            return new StoredVector(vector.id(), values.orElse(vector.values()), VectorJson.metadata(metadata));
        });
        return Json.object();
    }

    private ObjectNode list(Request request) {
        String text = request.parameter("limit").orElse(String.valueOf(MAX_LIST));
        int limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIST) {
            throw new ServiceFault(400, "limit must be a whole number from 1 to " + MAX_LIST);
        }
        String namespace = namespace(request);
        String behind =
                request.parameter("paginationToken").map(PineconeApi::decode).orElse("");
        List<String> ids = index.ids(namespace, request.parameter("prefix").orElse(""), behind, limit + 1);
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("vectors");
        ids.stream().limit(limit).forEach(id -> list.addObject().put("id", id));
        if (ids.size() > limit) {
            json.putObject("pagination").put("next", encode(ids.get(limit - 1)));
        }
        return reads(json.put("namespace", namespace), 1);
    }

    private ObjectNode describe(Request request) {
        if (!describes.admits()) {
            throw new ServiceFault(
                    429,
                    "Request failed. You've reached the max describe index stats requests per second for this index");
        }
        Predicate<StoredVector> filter = request.body().length == 0 ? any -> true : filter(Json.object(request.body()));
        VectorIndex.Stats stats = index.stats(filter);
        ObjectNode json = Json.object();
        ObjectNode namespaces = json.putObject("namespaces");
        stats.namespaces().forEach((name, count) -> namespaces.putObject(name).put("vectorCount", count));
        return json.put("dimension", dimension)
                .put("indexFullness", stats.fullness())
                .put("totalVectorCount", stats.total())
                .put("metric", metric.wireName())
                .put("vectorType", "dense");
    }

    private static Predicate<StoredVector> filter(ObjectNode body) {
        JsonNode filter = body.path("filter");
        return filter.isMissingNode() || filter.isNull() ? any -> true : MetadataFilter.parse(filter);
    }

    private static String namespace(ObjectNode body) {
        JsonNode name = body.path("namespace");
        if (!name.isTextual() && !name.isMissingNode() && !name.isNull()) {
            throw new ServiceFault(400, "namespace must be a string");
        }
        return name.asText("").equals(DEFAULT_NAMESPACE) ? "" : name.asText("");
    }

    private static String namespace(Request request) {
        return request.parameter("namespace")
                .filter(name -> !name.equals(DEFAULT_NAMESPACE))
                .orElse("");
    }

    private static String encode(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ServiceFault(400, "paginationToken is not one that a list returned");
        }
    }

    private static ObjectNode reads(ObjectNode json, int units) {
        json.putObject("usage").put("readUnits", units);
        return json;
    }

    private static Answer json(ObjectNode body) {
        return Answer.json(200, body);
    }
}
