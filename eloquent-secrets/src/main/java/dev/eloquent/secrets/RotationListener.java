package dev.eloquent.secrets;

/** Is told when a secret has another value. */
@FunctionalInterface
public interface RotationListener<T> {
    /** From now on {@link Secret#get} has the new one. What this throws is logged by its class alone. */
    void rotated(T before, T now) throws Exception;
}
