package dev.eloquent.secrets;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is kept fresh. Read it each time you use it: after a rotation there is another value.
 *
 * <p>{@link #get} reads one volatile field: no lock, no clock, no allocation, no call. All methods are safe for use by
 * several threads. {@code toString} shows no value.
 *
 * @param <T> what it is read as
 */
public final class Secret<T> implements Supplier<T> {
    private final SecretSpec<T> spec;
    private final SecretEntry entry;
    private final Refresher refresher;
    private volatile Held<T> held;

    Secret(SecretSpec<T> spec, SecretEntry entry, Refresher refresher, Held<T> held) {
        this.spec = spec;
        this.entry = entry;
        this.refresher = refresher;
        this.held = held;
    }

    /**
     * The current value.
     *
     * @throws SecretExpiredException if it is past its hard age and could not be confirmed
     */
    @Override
    public T get() {
        @Nullable T value = held.value();
        if (value == null) {
            throw new SecretExpiredException("secret '" + name() + "' could not be confirmed for " + spec.hardAge()
                    + ", its hard age, and is not handed out any more: " + refresher.lastFault(entry));
        }
        return value;
    }

    /** The value that a rotation has replaced, if the declaration says that it is kept and there is one. */
    public Optional<T> previous() {
        return Optional.ofNullable(held.previous());
    }

    /** Tells one value from the next. */
    public String version() {
        return held.version();
    }

    /** How long ago the source has last said that this is the current value. */
    public Duration age() {
        return refresher.age(entry);
    }

    /** Whether it is past its soft age. */
    public boolean isStale() {
        return age().compareTo(spec.softAge()) > 0;
    }

    /**
     * Says that somebody refused this version: a 401, a failed login. It is asked for again soon, once for all who say
     * so, and ever less often while nothing new is found. Does not block, and does nothing if there is a newer version
     * already.
     */
    public void refused(String version) {
        Objects.requireNonNull(version, "version");
        if (version.equals(version())) {
            refresher.refused(entry);
        }
    }

    /**
     * The same, and waits for the answer, unless asking is put off because that was done just before.
     *
     * @return whether there is another version now
     * @throws InterruptedException if the waiting is interrupted
     */
    public boolean refused(String version, Duration patience) throws InterruptedException {
        Objects.requireNonNull(version, "version");
        return !version.equals(version()) || refresher.refused(entry, () -> !version.equals(version()), patience);
    }

    /**
     * The value that a rotation under way is going to make current, asked for now; empty if there is none, or it cannot be
     * had. A password that is pending may be the only one that the database takes, or not be known there yet. Blocks, for
     * 2 s at most; call it now and then, not for each request.
     *
     * @throws InterruptedException if the waiting is interrupted
     */
    public Optional<T> pending() throws InterruptedException {
        return refresher.pending(spec);
    }

    /** Tells the listener of each new value from now on, on a thread of ours, one after another. */
    public void onChange(RotationListener<? super T> listener) {
        refresher.listen(this, Objects.requireNonNull(listener, "listener"));
    }

    /** The name, or the ARN. */
    public String name() {
        return spec.name();
    }

    SecretSpec<T> spec() {
        return spec;
    }

    Held<T> held() {
        return held;
    }

    void publish(Held<T> next) {
        held = next;
    }

    /** Its name and version, no value. */
    @Override
    public String toString() {
        return "Secret[" + name() + ", version " + version() + "]";
    }
}
