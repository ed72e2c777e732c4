package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The body of a request, read as its operation needs it. As at AWS, names it does not know make no difference. */
final class Arguments {
    private final ObjectNode body;

    Arguments(ObjectNode body) {
        this.body = body;
    }

    String secretId() {
        return required("SecretId");
    }

    String required(String name) {
        return text(name).orElseThrow(() -> WireError.constraint(member(name), "not be null"));
    }

    Optional<String> text(String name) {
        return field(name).map(value -> {
            if (!value.isTextual()) {
                throw WireError.unreadable(name + " must be a string");
            }
            return value.textValue();
        });
    }

    boolean flag(String name, boolean otherwise) {
        return field(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw WireError.unreadable(name + " must be true or false");
                    }
                    return value.booleanValue();
                })
                .orElse(otherwise);
    }

    Optional<Integer> number(String name) {
        return field(name).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw WireError.unreadable(name + " must be a whole number");
            }
            return value.intValue();
        });
    }

    /** Within its bounds, or this default. */
    int size(String name, int most) {
        int size = number(name).orElse(most);
        if (size < 1 || size > most) {
            throw WireError.constraint(
                    member(name),
                    size < 1 ? "have value greater than or equal to 1" : "have value less than or equal to " + most);
        }
        return size;
    }

    Optional<ObjectNode> object(String name) {
        return field(name).map(value -> asObject(name, value));
    }

    List<Arguments> objects(String name) {
        return items(name).stream()
                .map(value -> new Arguments(asObject(name, value)))
                .toList();
    }

    List<String> texts(String name) {
        return items(name).stream()
                .map(value -> {
                    if (!value.isTextual()) {
                        throw WireError.unreadable(name + " must be a list of strings");
                    }
                    return value.textValue();
                })
                .toList();
    }

    /** The id of the version that the request makes. SDKs choose one themselves. */
    String token() {
        String token = text("ClientRequestToken")
                .orElseThrow(() -> WireError.invalidRequest(
                        "You must provide a ClientRequestToken value. We recommend a UUID-type value."));
        if (token.length() < 32 || token.length() > 64) {
            throw WireError.invalidParameter("ClientRequestToken must be 32-64 characters long.");
        }
        return token;
    }

    Optional<SecretValue> value() {
        Optional<SecretValue> string = text("SecretString").map(SecretValue::of);
        Optional<SecretValue> binary = text("SecretBinary").map(Arguments::decoded);
        if (string.isPresent() && binary.isPresent()) {
            throw WireError.invalidParameter(
                    "You can't specify both a binary secret value and a string secret value in the same secret.");
        }
        Optional<SecretValue> value = string.or(() -> binary);
        if (value.isPresent() && !value.get().hasAllowedSize()) {
            throw WireError.constraint(
                    string.isPresent() ? "secretString" : "secretBinary",
                    value.get().size() == 0
                            ? "have length greater than or equal to 1"
                            : "have length less than or equal to " + SecretValue.LARGEST);
        }
        return value;
    }

    private static SecretValue decoded(String base64) {
        try {
            return SecretValue.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            // Its message would quote a part of the secret.
            throw WireError.unreadable("SecretBinary must be base64");
        }
    }

    private List<JsonNode> items(String name) {
        List<JsonNode> items = new ArrayList<>();
        field(name).ifPresent(value -> {
            if (!value.isArray()) {
                throw WireError.unreadable(name + " must be a list");
            }
            value.forEach(items::add);
        });
        return items;
    }

    private static ObjectNode asObject(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw WireError.unreadable(name + " must be an object");
    }

    private Optional<JsonNode> field(String name) {
        return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
    }

    static String member(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
