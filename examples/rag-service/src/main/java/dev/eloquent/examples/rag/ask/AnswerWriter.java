package dev.eloquent.examples.rag.ask;

import dev.eloquent.examples.rag.conversations.Exchange;
import dev.eloquent.examples.rag.passages.FoundPassage;
import java.util.List;

/** Makes an answer of passages. */
@FunctionalInterface
public interface AnswerWriter {
    /**
     * Blocks.
     *
     * @param before what was asked and answered before in the conversation, oldest first
     * @throws dev.eloquent.examples.rag.remote.DependencyAway if the writer cannot be asked
     */
    String answer(String question, List<Exchange> before, List<FoundPassage> passages);
}
