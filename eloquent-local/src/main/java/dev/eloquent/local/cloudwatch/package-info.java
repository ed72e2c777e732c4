/**
 * A stand-in of the metrics of Amazon CloudWatch. {@link dev.eloquent.local.cloudwatch.LocalCloudWatch} is the door, a
 * {@link dev.eloquent.local.cloudwatch.ReceivedDatum} what it was told, a {@link
 * dev.eloquent.local.cloudwatch.ReceivedPut} how often, and a {@link dev.eloquent.local.cloudwatch.Distribution} what
 * percentiles are made of. {@code CloudWatchApi} speaks the protocol, {@code PutMetricData} and {@code DatumReader} keep
 * the limits, {@code MetricStore} has the data, and what is refused is a {@code WireError}.
 */
@NullMarked
package dev.eloquent.local.cloudwatch;

import org.jspecify.annotations.NullMarked;
