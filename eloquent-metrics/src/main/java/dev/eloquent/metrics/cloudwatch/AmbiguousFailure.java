package dev.eloquent.metrics.cloudwatch;

/**
 * What is done after a call of which nobody knows whether CloudWatch has counted it: no answer in time, a connection that
 * broke, an error inside the service. PutMetricData has no token by which it would know a repeat.
 */
public enum AmbiguousFailure {
    /** It is sent again: nothing is lost in an outage, and a sum may be too large by that step. The default. */
    REPEAT,
    /** It is given up, and told as uncertain: no sum is too large, and a step may be missing. */
    GIVE_UP
}
