package dev.eloquent.examples.rag.passages;

import dev.eloquent.health.HealthCheck;
import java.util.List;
import java.util.Optional;

/** Turns texts into vectors that are near each other when the texts are about the same. */
public interface Embedder {
    /** The model's name: vectors of different models cannot be compared. */
    String model();

    /** How many numbers a vector has; the index must have as many. */
    int dimension();

    /** Whether it can be asked, if it is another service. */
    default Optional<HealthCheck> check() {
        return Optional.empty();
    }

    /**
     * One vector for each text, in the same order. Blocks.
     *
     * @throws IllegalArgumentException if the model can do nothing with a text
     * @throws dev.eloquent.examples.rag.remote.DependencyAway if the model cannot be asked
     */
    List<float[]> embed(List<String> texts);
}
