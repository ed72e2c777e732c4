/**
 * What the registries of CloudWatch and of its embedded metric format have in common: meters that end their steps, the
 * guard of the series, and the outbox that knows what became of the data. Not exported.
 *
 * <p>{@link dev.eloquent.metrics.step.Steps} puts the parts together: {@code CurrentStep} ends a step and has a {@code
 * StepCollection} of it, {@code Asking} asks the code of others on a thread that may hang, {@code Outbox} keeps, {@code
 * Sender} sends, {@code Answers} says what an answer means, {@code Account} what became of the data, and {@code Ending} does
 * all of that within a deadline. A {@link dev.eloquent.metrics.step.Sink} is where data go.
 * {@link dev.eloquent.metrics.step.StepRegistry} makes the meters.
 */
@NullMarked
package dev.eloquent.metrics.step;

import org.jspecify.annotations.NullMarked;
