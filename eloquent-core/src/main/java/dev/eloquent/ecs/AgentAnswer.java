package dev.eloquent.ecs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what the agent answers: {@code protection}, {@code failure} or {@code error}, as in <a
 * href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html">AWS's
 * guide</a>. The guide tells no statuses: by the agent's source a failure has 200 (409 in older ones).
 */
final class AgentAnswer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int EXCERPT = 300;
    private static final int FIRST_SERVER_ERROR = 500;

    private AgentAnswer() {}

    /** @param enabled what was asked for */
    static Outcome read(int status, byte[] body, boolean enabled) {
        Map<String, Map<String, String>> answer;
        try {
            answer = parse(body);
        } catch (IOException | RuntimeException notJson) {
            return new Outcome.Unknown("bad answer", "the ECS agent answered " + status + " with what is not its JSON");
        }
        Map<String, String> error = answer.getOrDefault("error", answer.getOrDefault("failure", Map.of()));
        String kind = shown(error.getOrDefault("Code", error.getOrDefault("Reason", "")));
        if (!kind.isEmpty()) {
            String text = Remedy.of(kind, shown(error.getOrDefault("Message", error.getOrDefault("Detail", ""))));
            return status < FIRST_SERVER_ERROR ? new Outcome.Refused(kind, text) : new Outcome.Unknown(kind, text);
        }
        String is = answer.getOrDefault("protection", Map.of()).getOrDefault("ProtectionEnabled", "");
        if (status == 200 && is.equals(String.valueOf(enabled))) {
            return new Outcome.Done();
        }
        return new Outcome.Unknown(
                "bad answer",
                is.equals(String.valueOf(!enabled)) && status == 200
                        ? "the ECS agent answered that ProtectionEnabled is " + is + ", not " + enabled
                        : "the ECS agent answered " + status + " without protection, failure or error");
    }

    /** The scalars one level down; what else there may be is passed over. */
    private static Map<String, Map<String, String>> parse(byte[] body) throws IOException {
        Map<String, Map<String, String>> answer = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_OBJECT) {
                    answer.put(name, scalars(json));
                } else {
                    json.skipChildren();
                }
            }
            require(json.nextToken() == null);
        }
        return answer;
    }

    private static Map<String, String> scalars(JsonParser json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                fields.put(name, json.getText());
            } else {
                json.skipChildren();
            }
        }
        return fields;
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("not one JSON object");
        }
    }

    /** One line, and not a long one: it goes to the log. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "...";
    }
}
