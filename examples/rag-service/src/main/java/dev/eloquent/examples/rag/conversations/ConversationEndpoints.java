package dev.eloquent.examples.rag.conversations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.examples.rag.web.FieldFaults;
import dev.eloquent.examples.rag.web.Json;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /api/conversations} and {@code GET /api/conversations/{id}}. They need the database and nothing else. */
public final class ConversationEndpoints {
    private static final int MOST = 100;
    private static final int USUAL = 20;

    private final ConversationStore store;

    public ConversationEndpoints(ConversationStore store) {
        this.store = store;
    }

    public void list(Context ctx) {
        FieldFaults faults = new FieldFaults();
        int limit = limit(parameter(ctx, "limit", faults), faults);
        Optional<UUID> before = before(parameter(ctx, "before", faults), faults);
        faults.refuseIfAny();
        List<Conversation.Line> lines = store.list(before, limit);
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("conversations");
        for (Conversation.Line line : lines) {
            array.addObject()
                    .put("id", line.id().toString())
                    .put("beganAt", line.beganAt().toString())
                    .put("firstQuestion", line.firstQuestion())
                    .put("questions", line.questions());
        }
        if (lines.size() == limit) {
            body.put(
                    "next",
                    "/api/conversations?limit=" + limit + "&before="
                            + lines.get(limit - 1).id());
        }
        Json.answer(ctx, body);
    }

    public void one(Context ctx) {
        Conversation conversation =
                ConversationId.of(ctx.pathParam("id")).flatMap(store::find).orElseThrow(ConversationId::unknown);
        ObjectNode body = Json.object();
        body.put("id", conversation.id().toString());
        body.put("beganAt", conversation.beganAt().toString());
        ArrayNode array = body.putArray("exchanges");
        for (Exchange exchange : conversation.exchanges()) {
            array.addObject()
                    .put("askedAt", exchange.askedAt().toString())
                    .put("question", exchange.question())
                    .put("answer", exchange.answer())
                    .set("passages", PassageJson.of(exchange.passages()));
        }
        Json.answer(ctx, body);
    }

    private static Optional<String> parameter(Context ctx, String name, FieldFaults faults) {
        List<String> values = ctx.queryParams(name);
        if (values.size() > 1) {
            faults.addParameter(name, "must be given once");
        }
        return values.stream().findFirst();
    }

    private static int limit(Optional<String> text, FieldFaults faults) {
        if (text.isEmpty()) {
            return USUAL;
        }
        int limit = text.get().matches("[0-9]{1,3}") ? Integer.parseInt(text.get()) : 0;
        if (limit < 1 || limit > MOST) {
            faults.addParameter("limit", "must be a number from 1 to " + MOST);
        }
        return limit;
    }

    private static Optional<UUID> before(Optional<String> text, FieldFaults faults) {
        Optional<UUID> id = text.flatMap(ConversationId::of);
        if (text.isPresent() && id.isEmpty()) {
            faults.addParameter("before", "must be the id of a conversation");
        }
        return id;
    }
}
