package dev.eloquent.examples.rag.ask;

import dev.eloquent.examples.rag.conversations.ConversationStore;
import dev.eloquent.examples.rag.conversations.Exchange;
import dev.eloquent.examples.rag.passages.FoundPassage;
import dev.eloquent.examples.rag.passages.Library;
import dev.eloquent.examples.rag.remote.DependencyAway;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a question: the conversation so far is read, the nearest passages are found, an answer is written, and
 * all of it is stored in one transaction. No connection is held while other services are called.
 */
public final class Asking {
    private static final Logger LOG = LoggerFactory.getLogger(Asking.class);
    private static final int PASSAGES = 4;
    private static final int REMEMBERED = 3;
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Library library;
    private final ConversationStore conversations;
    private final AnswerWriter writer;
    private final AnswerWriter fallback = new Quotation();
    private final Clock clock;
    /** When a writer that was silent is tried again, in milliseconds of the clock; 0 if it was not silent. */
    private final AtomicLong silentUntil = new AtomicLong();

    public Asking(Library library, ConversationStore conversations, AnswerWriter writer, Clock clock) {
        this.library = library;
        this.conversations = conversations;
        this.writer = writer;
        this.clock = clock;
    }

    record Answered(UUID conversation, String answer, List<FoundPassage> passages) {}

    Answered ask(Question question) {
        List<Exchange> before = question.conversation()
                .map(id -> conversations.last(id, REMEMBERED))
                .orElse(List.of());
        List<FoundPassage> passages = library.find(question.text(), PASSAGES);
        String answer = write(question, before, passages);
        UUID conversation = conversations.add(question.conversation(), question.text(), answer, passages);
        return new Answered(conversation, answer, passages);
    }

    private String write(Question question, List<Exchange> before, List<FoundPassage> passages) {
        long start = clock.millis();
        long tryAt = silentUntil.get();
        // After a silence one question tries again; the others do not wait, as each would hold a place for 20 s.
        boolean skipped = tryAt > 0 && (start < tryAt || !silentUntil.compareAndSet(tryAt, start + PAUSE.toMillis()));
        if (skipped) {
            return fallback.answer(question.text(), before, passages);
        }
        try {
            String answer = writer.answer(question.text(), before, passages);
            silentUntil.set(0);
            return answer;
        } catch (DependencyAway e) {
            if (clock.millis() - start > SLOW.toMillis()) {
                silentUntil.set(clock.millis() + PAUSE.toMillis());
            }
            // The passages are there: quoting them is better than nothing.
            LOG.warn("no answer from the language model, the passages are quoted instead: {}", e.getMessage());
            return fallback.answer(question.text(), before, passages);
        }
    }
}
