package dev.eloquent.local.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}: says what it is, and quotes the question and the context that it was given. */
final class ChatCompletions {
    static final String LABEL = "[stand-in for OpenAI, not a language model]";

    private static final int MAX_QUOTE = 1_000;
    /** What a caller that offers no tools may still say. */
    private static final Set<String> NO_CALL = Set.of("none", "auto");

    private final InstantSource clock;

    ChatCompletions(InstantSource clock) {
        this.clock = clock;
    }

    Answer answer(ObjectNode body) {
        String model = OpenAiApi.model(body);
        List<Message> messages = messages(body.path("messages"));
        refuseWhatIsNotServed(body);
        List<String> pieces = pieces(reply(messages));
        int most = most(body);
        String reason = pieces.size() > most ? "length" : "stop";
        pieces = pieces.subList(0, Math.min(most, pieces.size()));

        String id = "chatcmpl-" + UUID.nameUUIDFromBytes(body.toString().getBytes(StandardCharsets.UTF_8));
        ObjectNode frame = Json.object()
                .put("id", id)
                .put("created", clock.instant().getEpochSecond())
                .put("model", model);
        ObjectNode usage = usage(messages, pieces.size());
        return body.path("stream").asBoolean()
                ? Answer.events(events(frame, pieces, reason, usage, body))
                : whole(frame, String.join("", pieces), reason, usage);
    }

    private static Answer whole(ObjectNode frame, String text, String reason, ObjectNode usage) {
        frame.put("object", "chat.completion");
        ObjectNode choice = frame.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", text)
                .putNull("refusal");
        choice.putNull("logprobs").put("finish_reason", reason);
        frame.set("usage", usage);
        return Answer.json(200, frame);
    }

    private static List<String> events(
            ObjectNode frame, List<String> pieces, String reason, ObjectNode usage, ObjectNode body) {
        frame.put("object", "chat.completion.chunk");
        List<String> events = new ArrayList<>();
        events.add(chunk(frame, Json.object().put("role", "assistant").put("content", ""), null));
        for (String piece : pieces) {
            events.add(chunk(frame, Json.object().put("content", piece), null));
        }
        events.add(chunk(frame, Json.object(), reason));
        if (body.path("stream_options").path("include_usage").asBoolean()) {
            ObjectNode last = frame.deepCopy();
            last.putArray("choices");
            last.set("usage", usage);
            events.add(last.toString());
        }
        events.add("[DONE]");
        return events;
    }

    private static String chunk(ObjectNode frame, ObjectNode delta, @Nullable String reason) {
        ObjectNode chunk = frame.deepCopy();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.put("finish_reason", reason);
        return chunk.toString();
    }

    private static String reply(List<Message> messages) {
        StringBuilder context = new StringBuilder();
        String question = "";
        for (Message message : messages) {
            if (message.role().equals("user")) {
                question = message.text();
            }
        }
        for (Message message : messages) {
            if (!message.text().equals(question)) {
                context.append(context.length() == 0 ? "" : "\n").append(message.text());
            }
        }
        return LABEL + " You asked: \"" + quote(question) + "\" "
                + (context.length() == 0
                        ? "No context came with it."
                        : "The context that came with it: \"" + quote(context.toString()) + "\"");
    }

    private static String quote(String text) {
        if (text.length() <= MAX_QUOTE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_QUOTE - 1)) ? MAX_QUOTE - 1 : MAX_QUOTE;
        return text.substring(0, end) + "...";
    }

    /** A word with the space behind it is what passes for a token. */
    private static List<String> pieces(String text) {
        return List.of(text.split("(?<=\\s)(?=\\S)", -1));
    }

    private static ObjectNode usage(List<Message> messages, int completion) {
        int prompt =
                messages.stream().mapToInt(message -> Tokens.in(message.text())).sum();
        return Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
    }

    private static int most(ObjectNode body) {
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            if (body.hasNonNull(name)) {
                JsonNode value = body.path(name);
                if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
                    throw new ServiceFault(400, name + " must be a whole number from 1 to " + Integer.MAX_VALUE);
                }
                return value.intValue();
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Better refused than answered in a way that the caller cannot use. */
    private static void refuseWhatIsNotServed(ObjectNode body) {
        JsonNode n = body.path("n");
        if (body.hasNonNull("n") && !(n.isIntegralNumber() && n.canConvertToInt() && n.intValue() == 1)) {
            throw new ServiceFault(400, "n must be 1: this stand-in gives one answer");
        }
        for (String name : List.of("tools", "functions")) {
            JsonNode list = body.path(name);
            if (body.hasNonNull(name) && !(list.isArray() && list.isEmpty())) {
                throw new ServiceFault(400, name + " must be empty: this stand-in calls none");
            }
        }
        for (String name : List.of("tool_choice", "function_call")) {
            if (body.hasNonNull(name) && !NO_CALL.contains(body.path(name).asText())) {
                throw new ServiceFault(400, name + " must be none or auto: this stand-in calls nothing");
            }
        }
        String format = body.path("response_format").path("type").asText("text");
        if (!format.equals("text")) {
            throw new ServiceFault(400, "response_format must be text: this stand-in has no structured output");
        }
    }

    private static List<Message> messages(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw new ServiceFault(400, "messages must be a list of one message or more");
        }
        List<Message> messages = new ArrayList<>();
        for (JsonNode each : list) {
            if (!each.path("role").isTextual()) {
                throw new ServiceFault(400, "a message must have a role");
            }
            messages.add(new Message(each.path("role").textValue(), text(each.path("content"))));
        }
        return messages;
    }

    private static String text(JsonNode content) {
        if (content.isArray()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                if (!part.path("type").asText().equals("text")
                        || !part.path("text").isTextual()) {
                    throw new ServiceFault(
                            400, "a part of a message must be of type text: this stand-in reads no other");
                }
                text.append(part.path("text").textValue());
            }
            return text.toString();
        }
        if (!content.isTextual() && !content.isNull() && !content.isMissingNode()) {
            throw new ServiceFault(400, "the content of a message must be a string or a list of parts");
        }
        return content.asText("");
    }

    private record Message(String role, String text) {}
}
