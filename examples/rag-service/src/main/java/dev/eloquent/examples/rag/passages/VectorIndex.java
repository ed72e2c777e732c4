package dev.eloquent.examples.rag.passages;

import java.util.List;
import java.util.Map;

/**
 * Vectors and their ids, which are those of passages. An edition is a set of vectors that belong together: while tasks
 * of two versions run side by side, each finds its own documents, embedded by its own model.
 *
 * <p>Each method blocks, and throws {@link dev.eloquent.examples.rag.remote.DependencyAway} if the index is away.
 */
public interface VectorIndex {
    long count(String edition);

    /** Stores vectors by their ids, in the place of those that were there. */
    void upsert(String edition, Map<String, float[]> vectors);

    /** The nearest, best first. */
    List<Match> nearest(String edition, float[] vector, int most);

    /** An id and its similarity. */
    record Match(String id, double score) {}
}
