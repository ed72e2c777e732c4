package dev.eloquent.metrics.step;

import java.util.function.Consumer;

/** A meter that asks the code of others, which may take long, for what it has measured. */
interface Asked extends Sampled {
    /**
     * Asks, and changes nothing. What it returns ends the step of the meter; when nobody wants the answer any more, it is not
     * called, so that the next step has all of it.
     */
    Consumer<StepData> ask();

    @Override
    default void sample(StepData out) {
        ask().accept(out);
    }
}
