package dev.eloquent.examples.rag.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.examples.rag.conversations.PassageJson;
import dev.eloquent.examples.rag.web.Admission;
import dev.eloquent.examples.rag.web.Json;
import io.javalin.http.Context;

/** {@code POST /api/ask}. */
public final class AskEndpoint implements Admission.BodyHandler {
    private final Asking asking;

    public AskEndpoint(Asking asking) {
        this.asking = asking;
    }

    @Override
    public void handle(Context ctx, ObjectNode question) {
        Asking.Answered answered = asking.ask(Question.of(question));
        ObjectNode body = Json.object();
        body.put("conversation", answered.conversation().toString());
        body.put("answer", answered.answer());
        body.set("passages", PassageJson.of(answered.passages()));
        Json.answer(ctx, body);
    }
}
