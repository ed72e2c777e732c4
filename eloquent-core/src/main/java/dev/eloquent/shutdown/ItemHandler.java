package dev.eloquent.shutdown;

/**
 * What is done with an item of {@link Shutdown#consume}.
 *
 * @param <T> what an item is
 */
@FunctionalInterface
public interface ItemHandler<T> {
    /**
     * Handles one item.
     *
     * @throws Exception any; it is logged, and the next item is taken
     */
    void handle(T item) throws Exception;
}
