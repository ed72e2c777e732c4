package dev.eloquent.shutdown;

/** What a step does, with a word for the report. */
@FunctionalInterface
interface Task {
    /**
     * Does it, up to the deadline.
     *
     * @return what there is to say of it, for people; empty for nothing
     * @throws CutShort if it ran out of time and can say what it left behind
     */
    String run(Deadline deadline) throws Exception;

    static Task of(Step step) {
        return deadline -> {
            step.run(deadline);
            return "";
        };
    }
}
