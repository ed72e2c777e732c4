package dev.eloquent.ecs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * What is held, what ECS was told, and what is due when. It has no thread and no clock: times are of the monotonic clock,
 * which may begin anywhere and overflow, so that only differences mean something.
 *
 * <p>Two things are kept apart. The task <em>is</em> protected from a confirmed request until its expiry, counted from
 * before the request. It <em>may be</em> protected from the moment that a request is sent, whatever came of it, and what
 * may be protected has to be released in the end. A renewal is due at half of the expiry, and what failed is tried again
 * after a pause that doubles from 1 s to a minute, or to an eighth of the expiry if that is shorter: so before a
 * protection lapses there are several attempts.
 */
final class Ledger {
    private final long expiry;
    private final Pause pause;
    private final List<String> held = new ArrayList<>();
    private boolean confirmed;
    private long lapsesAt;
    private long renewAt;
    private boolean possible;
    private long possibleUntil;
    private boolean possibleBefore;
    private long possibleUntilBefore;
    private String lastKind = "";
    private int protects;
    private int releases;

    /** What ECS can be told. */
    enum Step {
        PROTECT,
        RELEASE
    }

    /** @param after in how many nanoseconds; 0 or less is now */
    record Due(Step step, long after) {}

    /** For the log. */
    record Line(Level level, String text) {}

    Ledger(Duration expiry) {
        this.expiry = expiry.toNanos();
        this.pause = new Pause(this.expiry / 8);
    }

    void hold(String name) {
        held.add(name);
    }

    void release(String name) {
        held.remove(name);
    }

    /** Nothing is held any more, and the release is not put off. */
    void releaseAll() {
        held.clear();
        pause.end();
    }

    boolean isHeld() {
        return !held.isEmpty();
    }

    boolean isProtected(long now) {
        return confirmed && now - lapsesAt < 0;
    }

    boolean mayBeProtected() {
        return possible;
    }

    /** How many attempts have ended. */
    int attempts(Step step) {
        return step == Step.PROTECT ? protects : releases;
    }

    /** Whether what failed is not to be tried yet. */
    boolean isPaused(long now) {
        return pause.left(now) > 0;
    }

    /** Lets go what has lapsed by now. */
    Optional<Line> expire(long now) {
        boolean lapsed = confirmed && now - lapsesAt >= 0;
        confirmed = confirmed && !lapsed;
        possible = possible && now - possibleUntil < 0;
        return lapsed && isHeld()
                ? Optional.of(new Line(Level.WARN, "the protection of this task has lapsed during " + names()))
                : Optional.empty();
    }

    Optional<Due> next(long now) {
        long wait = pause.left(now);
        if (isHeld()) {
            return Optional.of(new Due(Step.PROTECT, confirmed ? Math.max(wait, renewAt - now) : wait));
        }
        return possible ? Optional.of(new Due(Step.RELEASE, wait)) : Optional.empty();
    }

    void begin(Step step, long now) {
        if (step == Step.PROTECT) {
            possibleBefore = possible;
            possibleUntilBefore = possibleUntil;
            possible = true;
            possibleUntil = now + expiry;
        } else {
            confirmed = false;
        }
    }

    /** @param began when {@link #begin} was called */
    Optional<Line> end(Step step, Outcome outcome, long began, long now) {
        if (step == Step.PROTECT) {
            protects++;
        } else {
            releases++;
        }
        if (outcome instanceof Outcome.Unknown unknown) {
            return failed(step, unknown.kind(), unknown.text(), now);
        }
        if (outcome instanceof Outcome.Refused refused) {
            if (step == Step.PROTECT) {
                possible = possibleBefore;
                possibleUntil = possibleUntilBefore;
            }
            return failed(step, refused.kind(), refused.text(), now);
        }
        return done(step, began);
    }

    private Optional<Line> done(Step step, long began) {
        boolean again = !lastKind.isEmpty();
        pause.end();
        lastKind = "";
        if (step == Step.RELEASE) {
            possible = false;
            return Optional.of(new Line(Level.DEBUG, "released this task"));
        }
        String text =
                (again ? "this task is protected again" : confirmed ? "renewed the protection" : "protected this task")
                        + (isHeld() ? " for " + names() : "");
        confirmed = true;
        lapsesAt = began + expiry;
        renewAt = began + expiry / 2;
        return Optional.of(new Line(again ? Level.INFO : Level.DEBUG, text));
    }

    /** Says each problem once, until it is another or something has succeeded. */
    private Optional<Line> failed(Step step, String kind, String text, long now) {
        pause.begin(now);
        boolean known = lastKind.equals(kind);
        lastKind = kind;
        return known ? Optional.empty() : Optional.of(new Line(Level.WARN, problem(step) + ": " + text));
    }

    private String problem(Step step) {
        if (step == Step.RELEASE) {
            return "this task could not be released and may stay protected until that expires";
        }
        return confirmed
                ? "the protection of this task could not be renewed during " + names() + " and is tried again"
                : "this task could not be protected during " + names() + ", which goes on without; it is tried again";
    }

    private String names() {
        return held.isEmpty() ? "work that has ended" : String.join(", ", held);
    }
}
