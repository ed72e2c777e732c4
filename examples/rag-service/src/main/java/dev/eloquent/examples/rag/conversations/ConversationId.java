package dev.eloquent.examples.rag.conversations;

import dev.eloquent.examples.rag.web.Problem;
import dev.eloquent.examples.rag.web.Refusal;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** How a conversation is named: a random UUID, so that nobody can guess another's. */
public final class ConversationId {
    /** Stricter than {@link UUID#fromString}, which takes "1-1-1-1-1" for one. */
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private ConversationId() {}

    public static Optional<UUID> of(String text) {
        return UUID_TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    static Refusal unknown() {
        return new Refusal(Problem.of(404, "unknown-conversation", "There is no such conversation"));
    }
}
