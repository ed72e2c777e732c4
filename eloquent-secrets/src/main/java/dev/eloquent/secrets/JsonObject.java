package dev.eloquent.secrets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The fields of a secret that is a JSON object, as far as they are scalars. Whatever is wrong is told by place, never
 * with Jackson's message, which quotes the text.
 */
final class JsonObject {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, SecretText> fields;

    private JsonObject(Map<String, SecretText> fields) {
        this.fields = fields;
    }

    static JsonObject read(SecretPayload payload) throws Unparsable {
        String text = Format.TEXT.parse(payload).reveal();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Unparsable("it must be a JSON object");
            }
            Map<String, SecretText> fields = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    fields.put(name, SecretText.of(parser.getText()));
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new Unparsable("it must be one JSON object, more follows it");
            }
            return new JsonObject(fields);
        } catch (JsonProcessingException broken) {
            JsonLocation where = broken.getLocation();
            throw new Unparsable("it must be a JSON object; it is broken at line " + where.getLineNr() + ", column "
                    + where.getColumnNr());
        } catch (IOException e) {
            throw new Unparsable("it could not be read: " + e.getClass().getName());
        }
    }

    /** Fields in the order of their names, so that the same ones are the same version. */
    static String write(Map<String, String> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    SecretText text(String field) throws Unparsable {
        SecretText value = fields.get(field);
        if (value == null) {
            // Names of fields are no secrets, and the one that is meant is often among them.
            throw new Unparsable(
                    "its field '" + field + "' is missing or no scalar; it has " + new TreeSet<>(fields.keySet()));
        }
        return value;
    }

    Optional<SecretText> find(String field) {
        return Optional.ofNullable(fields.get(field));
    }
}
