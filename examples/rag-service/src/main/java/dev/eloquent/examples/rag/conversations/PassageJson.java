package dev.eloquent.examples.rag.conversations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.eloquent.examples.rag.passages.FoundPassage;
import dev.eloquent.examples.rag.web.Json;
import java.util.List;

/** Passages as answers show them. */
public final class PassageJson {
    private PassageJson() {}

    public static ArrayNode of(List<FoundPassage> passages) {
        ArrayNode array = Json.array();
        for (FoundPassage found : passages) {
            array.addObject()
                    .put("source", found.passage().source())
                    .put("title", found.passage().title())
                    .put("text", found.passage().text())
                    .put("score", found.score());
        }
        return array;
    }
}
