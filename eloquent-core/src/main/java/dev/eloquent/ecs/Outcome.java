package dev.eloquent.ecs;

/** What came of telling ECS something. */
sealed interface Outcome {
    /** It is as it was told to be. */
    record Done() implements Outcome {}

    /**
     * It may or may not be so.
     *
     * @param kind by which one problem is told from another
     * @param text for people, in one line: what happened and what helps
     */
    record Unknown(String kind, String text) implements Outcome {}

    /** It has stayed as it was; otherwise as {@link Unknown}. */
    record Refused(String kind, String text) implements Outcome {}
}
