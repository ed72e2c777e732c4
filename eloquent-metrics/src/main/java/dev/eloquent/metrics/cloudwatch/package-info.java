/**
 * Micrometer's meters on CloudWatch: percentiles that are true and merge across tasks, a bill that is bounded, and a flush
 * that ends in time and tells what became of the data.
 *
 * <p>A short tour. {@link dev.eloquent.metrics.cloudwatch.CloudWatchRegistry} is the door, {@code PutMetricData} the call.
 * What it shares with the registry of the embedded metric format is in a package that is not exported, {@code step}: each
 * step of a timer, a summary or a long task timer becomes one datum with values and counts ({@code Buckets}, {@code
 * LogLinear}); {@code SeriesGuard} bounds how many series there are; {@code Batch} cuts the data to what a call may carry;
 * {@code Outbox} keeps what is not sent yet and knows what became of the rest.
 */
@NullMarked
package dev.eloquent.metrics.cloudwatch;

import org.jspecify.annotations.NullMarked;
