package dev.eloquent.examples.rag.ask;

import dev.eloquent.examples.rag.conversations.Exchange;
import dev.eloquent.examples.rag.passages.FoundPassage;
import dev.eloquent.examples.rag.passages.Passage;
import java.util.List;
import java.util.stream.Collectors;

/** Answers without a language model: quotes the two best passages, each with its source. */
public final class Quotation implements AnswerWriter {
    private static final int QUOTED = 2;

    @Override
    public String answer(String question, List<Exchange> before, List<FoundPassage> passages) {
        return passages.stream()
                .limit(QUOTED)
                .map(found -> quote(found.passage()))
                .collect(Collectors.joining("\n\n"));
    }

    private static String quote(Passage passage) {
        return passage.title() + " (" + passage.source() + "): \"" + passage.text() + "\"";
    }
}
