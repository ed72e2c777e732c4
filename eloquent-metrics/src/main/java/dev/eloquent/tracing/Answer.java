package dev.eloquent.tracing;

import java.time.Duration;
import java.util.Optional;

/** How one attempt has ended. */
sealed interface Answer {
    /** Taken, but for so many spans that the receiver rejects. */
    record Taken(long rejected, String why) implements Answer {}

    /** The receiver will never take it. */
    record Refused(String why) implements Answer {}

    /** The receiver will not take it as it is; parts of it, perhaps. */
    record Unfit(String why) implements Answer {}

    /** The receiver wants it later, or its clock and ours differed and now agree. */
    record Again(String why, Optional<Duration> after) implements Answer {}

    /** It was certainly not sent. */
    record NotSent(String why) implements Answer {}

    /** It was sent, or a part of it, and nobody answered. */
    record Unanswered(String why) implements Answer {}
}
