package dev.eloquent.tracing;

import java.util.Objects;

/**
 * Spans that were lost, or may have been, for one reason.
 *
 * @param uncertain whether the receiver may have them all the same: it was sent them and did not answer
 * @param why the reason, for people
 * @param spans how many
 */
public record SpanLoss(boolean uncertain, String why, long spans) {
    /** Nothing may be null. */
    public SpanLoss {
        Objects.requireNonNull(why, "why");
    }

    @Override
    public String toString() {
        return spans + (uncertain ? " uncertain: " : " dropped: ") + why;
    }
}
