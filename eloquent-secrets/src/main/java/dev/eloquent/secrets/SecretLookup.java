package dev.eloquent.secrets;

import dev.eloquent.secrets.SecretAnswer.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Secrets whose names are not known at the start, such as one for each tenant. Get it from {@link Secrets#lookup}.
 *
 * <p>The first one to ask for a key waits for the source, and so does whoever asks meanwhile: there is one call. What was
 * found is kept fresh as any other secret, up to a bound, at which the one that was asked for longest ago is let go; so
 * ask each time, and keep no handle. What was not found is not asked for again for a while: 30 s, or 1 s if only time can
 * mend it.
 *
 * <p>Safe for use by several threads.
 *
 * @param <T> what the secrets are read as
 */
public final class SecretLookup<T> {
    private static final long FOUND_NOTHING = Duration.ofSeconds(30).toNanos();
    private static final long GOT_NO_ANSWER = Duration.ofSeconds(1).toNanos();

    private final Function<? super String, SecretSpec<T>> specs;
    private final SecretSource source;
    private final Refresher refresher;
    private final Time time;
    private final Executor calls;
    private final Slots slots;

    SecretLookup(
            int bound,
            Function<? super String, SecretSpec<T>> specs,
            SecretSource source,
            Refresher refresher,
            Time time,
            Executor calls) {
        if (bound < 1 || bound > 100_000) {
            throw new SecretsConfigurationException(List.of("bound must be from 1 to 100000, was " + bound));
        }
        this.specs = specs;
        this.source = source;
        this.refresher = refresher;
        this.time = time;
        this.calls = calls;
        this.slots = new Slots(bound);
    }

    /** What came of a call. */
    private sealed interface Outcome<T> {
        record Found<T>(Secret<T> secret, SecretEntry entry) implements Outcome<T> {}

        /** @param until when it is not asked for again, by the monotonic clock */
        record Nothing<T>(SecretFault fault, long until) implements Outcome<T> {}
    }

    private final class Slots extends LinkedHashMap<String, CompletableFuture<Outcome<T>>> {
        private static final long serialVersionUID = 1L;

        private final int bound;

        private Slots(int bound) {
            super(16, 0.75f, true);
            this.bound = bound;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Outcome<T>>> eldest) {
            boolean full = size() > bound;
            // One that is still under way forgets itself when it ends.
            if (full && eldest.getValue().isDone() && !eldest.getValue().isCompletedExceptionally()) {
                forget(eldest.getValue().join());
            }
            return full;
        }
    }

    /**
     * The secret of this key. Blocks if it is asked for the first time.
     *
     * @throws SecretsUnavailableException if it cannot be had, or could not just before
     * @throws SecretsConfigurationException if the declaration for this key is wrong
     * @throws InterruptedException if the waiting is interrupted; others who wait do not notice
     */
    public Secret<T> get(String key) throws InterruptedException {
        CompletableFuture<Outcome<T>> slot = slot(Objects.requireNonNull(key, "key"));
        try {
            Outcome<T> outcome = slot.get();
            if (outcome instanceof Outcome.Found<T> found) {
                return found.secret();
            }
            throw new SecretsUnavailableException(
                    source.description(), List.of(((Outcome.Nothing<T>) outcome).fault()));
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a call threw what it should have answered", bug.getCause());
        }
    }

    private CompletableFuture<Outcome<T>> slot(String key) {
        SecretSpec<T> spec;
        CompletableFuture<Outcome<T>> fresh = new CompletableFuture<>();
        synchronized (slots) {
            CompletableFuture<Outcome<T>> known = slots.get(key);
            if (known != null && !isOver(known)) {
                return known;
            }
            spec = specs.apply(key);
            List<String> faults = spec.faults();
            if (!faults.isEmpty()) {
                throw new SecretsConfigurationException(faults);
            }
            slots.put(key, fresh);
        }
        calls.execute(() -> load(key, spec, fresh));
        return fresh;
    }

    private boolean isOver(CompletableFuture<Outcome<T>> slot) {
        return slot.isCompletedExceptionally()
                || (slot.isDone()
                        && slot.join() instanceof Outcome.Nothing<T> nothing
                        && time.nanoTime() - nothing.until() >= 0);
    }

    private void load(String key, SecretSpec<T> spec, CompletableFuture<Outcome<T>> slot) {
        try {
            Outcome<T> outcome = load(spec);
            synchronized (slots) {
                slot.complete(outcome);
                if (!slots.containsKey(key)) {
                    forget(outcome);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            slot.completeExceptionally(new IllegalStateException("the secrets were closed"));
        } catch (RuntimeException | Error fault) {
            slot.completeExceptionally(fault);
        }
    }

    @SuppressWarnings("unchecked") // The handle was made of this very spec.
    private Outcome<T> load(SecretSpec<T> spec) throws InterruptedException {
        SecretEntry entry = new SecretEntry(spec.name());
        entry.declare(spec);
        long asked = time.nanoTime();
        Map<SecretSpec<?>, Secret<?>> handles = new HashMap<>();
        Optional<Refused> fault = entry.load(source.fetch(entry.requests()), refresher, handles);
        if (fault.isPresent()) {
            Refused refused = fault.get();
            return new Outcome.Nothing<>(
                    new SecretFault(spec.name(), refused.problem(), refused.text()),
                    time.nanoTime() + (refused.problem().permanent() ? FOUND_NOTHING : GOT_NO_ANSWER));
        }
        refresher.watch(List.of(entry), asked);
        return new Outcome.Found<>((Secret<T>) Objects.requireNonNull(handles.get(spec)), entry);
    }

    private void forget(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Found<T> found) {
            refresher.forget(found.entry());
        }
    }
}
