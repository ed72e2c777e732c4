package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Meter;

/** A meter that tells what it has measured in a step. */
interface Sampled {
    Meter.Id getId();

    /** Ends its step. Called by one thread at a time. */
    void sample(StepData out);

    /** How many metrics of CloudWatch it is. */
    int metrics();
}
