package dev.eloquent.secrets;

import org.jspecify.annotations.Nullable;

/**
 * What a handle has at one moment.
 *
 * @param value to hand out; null once it has expired
 * @param previous what it replaced, if that is kept
 */
record Held<T>(@Nullable T value, String version, @Nullable T previous) {
    Held<T> expired() {
        return new Held<>(null, version, null);
    }
}
