/**
 * Micrometer's meters on CloudWatch: percentiles that are true and merge across tasks, a bill that is bounded, and a flush
 * that ends in time and tells what became of the data.
 *
 * <p>A short tour. {@link dev.eloquent.metrics.cloudwatch.CloudWatchRegistry} is the door. Each step of a timer, a summary
 * or a long task timer becomes one datum with values and counts ({@code Buckets}, {@code LogLinear}); {@code SeriesGuard}
 * bounds how many series there are; {@code Batch} cuts the data to what a call may carry; {@code Outbox} keeps what is not
 * sent yet and knows what became of the rest; {@code PutMetricData} is the call.
 */
@NullMarked
package dev.eloquent.metrics.cloudwatch;

import org.jspecify.annotations.NullMarked;
