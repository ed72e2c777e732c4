package dev.eloquent.examples.rag.conversations;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Exchanges, oldest first. */
record Conversation(UUID id, Instant beganAt, List<Exchange> exchanges) {
    /** A line of the list. */
    record Line(UUID id, Instant beganAt, String firstQuestion, int questions) {}
}
