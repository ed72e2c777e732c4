package dev.eloquent.examples.rag.ask;

import dev.eloquent.examples.rag.conversations.Exchange;
import dev.eloquent.examples.rag.passages.FoundPassage;
import dev.eloquent.health.HealthCheck;
import java.util.List;
import java.util.Optional;

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

    /** Whether it can be asked, if it is another service. */
    default Optional<HealthCheck> check() {
        return Optional.empty();
    }
}
