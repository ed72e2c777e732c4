package dev.eloquent.metrics.step;

/** A meter that tells what it has measured in a step. */
interface Sampled {
    /** Ends its step. Called by one thread at a time. */
    void sample(StepData out);

    /** How many metrics of CloudWatch it is. */
    int metrics();
}
