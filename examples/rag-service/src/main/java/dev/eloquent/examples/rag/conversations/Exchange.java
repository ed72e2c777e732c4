package dev.eloquent.examples.rag.conversations;

import dev.eloquent.examples.rag.passages.FoundPassage;
import java.time.Instant;
import java.util.List;

/** A question, its answer, and the passages that were shown with it, best first. */
public record Exchange(Instant askedAt, String question, String answer, List<FoundPassage> passages) {}
