package dev.eloquent.secrets;

import dev.eloquent.secrets.SecretEntry.Rotated;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know of which secret. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private final Map<Secret<?>, CopyOnWriteArrayList<RotationListener<Object>>> bySecret = new ConcurrentHashMap<>();

    <T> void add(Secret<T> secret, RotationListener<? super T> listener) {
        // Only ever called with values of this very handle.
        @SuppressWarnings("unchecked")
        RotationListener<Object> any = (before, now) -> listener.rotated((T) before, (T) now);
        bySecret.computeIfAbsent(secret, none -> new CopyOnWriteArrayList<>()).add(any);
    }

    void tell(Rotated<?> change) {
        for (RotationListener<Object> listener : bySecret.getOrDefault(change.secret(), new CopyOnWriteArrayList<>())) {
            try {
                listener.rotated(change.before(), change.now());
            } catch (Exception | LinkageError fault) {
                // Its message may have the value in it.
                LOG.warn(
                        "a listener of secret '{}' failed with a {}",
                        change.secret().name(),
                        fault.getClass().getName());
            }
        }
    }
}
