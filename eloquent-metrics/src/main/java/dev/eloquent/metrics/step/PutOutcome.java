package dev.eloquent.metrics.step;

/** What is known of a call. */
public sealed interface PutOutcome {
    /** It is counted. */
    record Accepted() implements PutOutcome {}

    /** It is not counted, and never will be as it is. */
    record Refused(String why) implements PutOutcome {}

    /** It is not counted; later it may be. */
    record Postponed(String why) implements PutOutcome {}

    /** It may be counted or not. */
    record Ambiguous(String why) implements PutOutcome {}
}
