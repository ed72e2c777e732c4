/**
 * What the registries of CloudWatch and of its embedded metric format have in common: meters that end their steps, the
 * guard of the series, and the outbox that knows what became of the data. Not exported.
 *
 * <p>{@link dev.eloquent.metrics.step.Steps} collects; {@code Outbox} keeps and sends; a
 * {@link dev.eloquent.metrics.step.Sink} is where it goes. {@link dev.eloquent.metrics.step.StepRegistry} makes the meters.
 */
@NullMarked
package dev.eloquent.metrics.step;

import org.jspecify.annotations.NullMarked;
