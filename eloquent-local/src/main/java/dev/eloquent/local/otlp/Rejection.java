package dev.eloquent.local.otlp;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * What is told to be refused among what is otherwise taken, which OTLP calls partial success.
 *
 * @param which of the items
 * @param why the message for the client
 */
record Rejection<T>(Predicate<? super T> which, String why) {
    Rejection {
        Objects.requireNonNull(which, "which");
        Objects.requireNonNull(why, "why");
    }

    static <T> Rejection<T> ofNothing() {
        return new Rejection<>(any -> false, "");
    }
}
