package dev.eloquent.examples.rag.passages;

import java.util.List;

/** Turns texts into vectors that are near each other when the texts are about the same. */
public interface Embedder {
    /** The model's name: vectors of different models cannot be compared. */
    String model();

    /** How many numbers a vector has; the index must have as many. */
    int dimension();

    /**
     * One vector for each text, in the same order. Blocks.
     *
     * @throws dev.eloquent.examples.rag.remote.DependencyAway if the model cannot be asked
     */
    List<float[]> embed(List<String> texts);
}
