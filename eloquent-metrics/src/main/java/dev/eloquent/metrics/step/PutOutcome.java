package dev.eloquent.metrics.step;

/** What is known of a call. */
public sealed interface PutOutcome {
    /** It is counted. */
    record Accepted() implements PutOutcome {}

    /** It is not counted, and never will be as it is. */
    record Refused(String why) implements PutOutcome {}

    /** It is not counted, and neither would another be; later all may be. */
    record Postponed(String why) implements PutOutcome {}

    /** It is not counted, and whether that is because of its data is not said. */
    record Unexplained(String why) implements PutOutcome {}

    /** It may be counted or not. */
    record Ambiguous(String why) implements PutOutcome {}

    /** It went out as any other, but nobody confirms that it arrived. That says nothing of the next. */
    record Unconfirmed(String why) implements PutOutcome {}
}
