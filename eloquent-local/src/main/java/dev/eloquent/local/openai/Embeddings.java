package dev.eloquent.local.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.ServiceFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** {@code POST /v1/embeddings}, with the limits that OpenAI's reference states. */
final class Embeddings {
    private static final int MAX_INPUTS = 2_048;
    private static final int MAX_INPUT_TOKENS = 8_192;
    private static final int MAX_TOKENS = 300_000;
    private static final int SMALL = 1_536;
    private static final int LARGE = 3_072;

    private Embeddings() {}

    static Answer answer(ObjectNode body) {
        String model = OpenAiApi.model(body);
        int dimension = dimension(body, model);
        boolean base64 = base64(body);
        List<Input> inputs = inputs(body.path("input"));
        int tokens = inputs.stream().mapToInt(Input::tokens).sum();
        if (tokens > MAX_TOKENS) {
            throw new ServiceFault(
                    400,
                    "all inputs together must have at most " + MAX_TOKENS + " tokens, have about " + tokens
                            + ": send fewer at once");
        }

        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        for (int i = 0; i < inputs.size(); i++) {
            float[] vector = TextEmbedding.of(inputs.get(i).text(), dimension);
            ObjectNode each = data.addObject().put("object", "embedding").put("index", i);
            if (base64) {
                each.put("embedding", base64(vector));
            } else {
                ArrayNode list = each.putArray("embedding");
                for (float value : vector) {
                    list.add(value);
                }
            }
        }
        json.put("model", model);
        json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return Answer.json(200, json);
    }

    private static int dimension(ObjectNode body, String model) {
        int most = model.equals("text-embedding-3-large") ? LARGE : SMALL;
        if (!body.hasNonNull("dimensions")) {
            return most;
        }
        JsonNode wanted = body.path("dimensions");
        if (!wanted.isIntegralNumber()
                || !wanted.canConvertToInt()
                || wanted.intValue() < 1
                || wanted.intValue() > most) {
            throw new ServiceFault(400, "dimensions must be a whole number from 1 to " + most + " for this model");
        }
        return wanted.intValue();
    }

    private static boolean base64(ObjectNode body) {
        String format = body.path("encoding_format").asText("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw new ServiceFault(400, "encoding_format must be float or base64");
        }
        return format.equals("base64");
    }

    /** As OpenAI packs it: 32-bit floats, the least significant byte first. */
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** One text, a list of texts, the tokens of one, or a list of the tokens of several. */
    private static List<Input> inputs(JsonNode input) {
        List<Input> inputs = new ArrayList<>();
        boolean several = input.isArray() && !input.path(0).isNumber();
        if (several) {
            input.forEach(each -> inputs.add(input(each)));
        } else {
            inputs.add(input(input));
        }
        if (inputs.isEmpty() || inputs.size() > MAX_INPUTS) {
            throw new ServiceFault(400, "input must have 1 to " + MAX_INPUTS + " texts, has " + inputs.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            int tokens = inputs.get(i).tokens();
            if (tokens == 0 || tokens > MAX_INPUT_TOKENS) {
                throw new ServiceFault(
                        400, "input " + i + " must have 1 to " + MAX_INPUT_TOKENS + " tokens, has about " + tokens);
            }
        }
        return inputs;
    }

    private static Input input(JsonNode json) {
        if (json.isTextual()) {
            return new Input(json.textValue(), Tokens.in(json.textValue()));
        }
        if (!json.isArray()) {
            throw new ServiceFault(400, "input must be a string, a list of strings, or tokens");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode token : json) {
            if (!token.isIntegralNumber()) {
                throw new ServiceFault(400, "a token of the input must be a whole number");
            }
            text.append("token").append(token.asLong()).append(' ');
        }
        return new Input(text.toString(), json.size());
    }

    private record Input(String text, int tokens) {}
}
