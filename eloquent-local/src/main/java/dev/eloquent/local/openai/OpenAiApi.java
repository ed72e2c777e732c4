package dev.eloquent.local.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Set;

/** OpenAI's API as far as it is served, and its way to word errors. Any name of a model will do. */
final class OpenAiApi implements Service {
    static final String ROOT = "/v1";

    private static final String EMBEDDINGS = ROOT + "/embeddings";
    private static final String CHAT = ROOT + "/chat/completions";
    private static final int MAX_BODY = 8 * 1024 * 1024;

    private static final String SCHEME = "Bearer ";

    private final byte[] apiKey;
    private final ChatCompletions chat;

    OpenAiApi(String apiKey, InstantSource clock) {
        this.apiKey = apiKey.getBytes(StandardCharsets.UTF_8);
        this.chat = new ChatCompletions(clock);
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public int maxBody() {
        return MAX_BODY;
    }

    @Override
    public Answer answer(Request request) {
        String given = request.header("authorization").orElse("");
        if (given.isEmpty()) {
            throw new ServiceFault(401, "You didn't provide an API key: send it as Authorization: Bearer KEY");
        }
        // The name of a scheme is the same in any case (RFC 9110, 11.1).
        boolean bearer = given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String key = bearer ? given.substring(SCHEME.length()) : "";
        if (!MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), apiKey)) {
            throw new ServiceFault(401, "Incorrect API key provided.");
        }
        String asked = request.method() + " " + request.path();
        if (!Set.of(EMBEDDINGS, CHAT).contains(request.path())) {
            throw new ServiceFault(404, "Invalid URL (" + asked + ")");
        }
        if (!request.method().equals("POST")) {
            throw new ServiceFault(405, "Not allowed to " + request.method() + " on " + request.path() + ": use POST");
        }
        ObjectNode body = Json.object(request.body());
        return request.path().equals(CHAT) ? chat.answer(body) : Embeddings.answer(body);
    }

    static String model(ObjectNode body) {
        if (!body.path("model").isTextual() || body.path("model").textValue().isEmpty()) {
            throw new ServiceFault(400, "you must provide a model parameter");
        }
        return body.path("model").textValue();
    }

    @Override
    public Answer error(int status, String message) {
        ObjectNode json = Json.object();
        ObjectNode error = json.putObject("error").put("message", message);
        switch (status) {
            case 401 ->
                error.put("type", "invalid_request_error").putNull("param").put("code", "invalid_api_key");
            case 405 ->
                error.put("type", "invalid_request_error").putNull("param").put("code", "method_not_supported");
            case 429 -> error.put("type", "requests").putNull("param").put("code", "rate_limit_exceeded");
            default ->
                error.put("type", status < 500 ? "invalid_request_error" : "server_error")
                        .putNull("param")
                        .putNull("code");
        }
        return Answer.json(status, json);
    }
}
