package dev.eloquent.shutdown;

import java.util.List;

/** How a step of a shutdown ended. */
public sealed interface StepOutcome {
    /**
     * It did what it had to.
     *
     * @param detail what there is to say of it, for people; often empty
     */
    record Completed(String detail) implements StepOutcome {}

    /** It threw. */
    record Failed(Throwable cause) implements StepOutcome {}

    /**
     * Its time ended before it did. It was interrupted and left behind.
     *
     * @param detail what was cut off, for people; often empty
     * @param stacks where its threads were just before
     */
    record TimedOut(String detail, List<ThreadStack> stacks) implements StepOutcome {
        /** Keeps a copy. */
        public TimedOut {
            stacks = List.copyOf(stacks);
        }

        /** With what the step itself told of it once it was interrupted. */
        TimedOut and(TimedOut told) {
            String both = detail.isEmpty() ? told.detail : detail + "; " + told.detail;
            return new TimedOut(told.detail.isEmpty() ? detail : both, told.stacks.isEmpty() ? stacks : told.stacks);
        }
    }

    /**
     * It was never begun.
     *
     * @param why for people
     */
    record Skipped(String why) implements StepOutcome {}
}
