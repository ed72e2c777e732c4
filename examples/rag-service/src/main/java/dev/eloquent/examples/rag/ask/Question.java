package dev.eloquent.examples.rag.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.examples.rag.conversations.ConversationId;
import dev.eloquent.examples.rag.web.FieldFaults;
import dev.eloquent.examples.rag.web.PlainText;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A question that may be asked.
 *
 * @param conversation the one it goes on with; empty begins a new one
 */
record Question(String text, Optional<UUID> conversation) {
    private static final int LONGEST = 2_000;
    private static final Set<String> FIELDS = Set.of("question", "conversation");

    /** Reads it; throws a {@link dev.eloquent.examples.rag.web.Refusal} naming every field that is wrong. */
    static Question of(ObjectNode body) {
        FieldFaults faults = new FieldFaults();
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                faults.unknown(name);
            }
        });
        String text = text(body.path("question"), faults);
        Optional<UUID> conversation = conversation(body.path("conversation"), faults);
        faults.refuseIfAny();
        return new Question(text, conversation);
    }

    private static String text(JsonNode field, FieldFaults faults) {
        String text = field.isTextual() ? field.textValue().strip() : "";
        if (!field.isTextual()) {
            faults.add("question", "must be a string");
        } else if (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST) {
            faults.add("question", "must have 1 to " + LONGEST + " characters, not counting blanks at its ends");
        } else if (!PlainText.isStorable(text)) {
            faults.add("question", "must not have control characters or halves of surrogate pairs");
        } else if (!PlainText.isVisible(text)) {
            faults.add("question", "must have a letter, a digit or a symbol");
        }
        return text;
    }

    private static Optional<UUID> conversation(JsonNode field, FieldFaults faults) {
        if (field.isMissingNode() || field.isNull()) {
            return Optional.empty();
        }
        Optional<UUID> id = field.isTextual() ? ConversationId.of(field.textValue()) : Optional.empty();
        if (id.isEmpty()) {
            faults.add("conversation", "must be the id of a conversation, as an earlier answer had it");
        }
        return id;
    }
}
