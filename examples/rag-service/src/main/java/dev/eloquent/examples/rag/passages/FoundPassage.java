package dev.eloquent.examples.rag.passages;

/**
 * A passage that was found for a question.
 *
 * @param score its similarity to the question, as the index measures it: greater is nearer
 */
public record FoundPassage(Passage passage, double score) {}
