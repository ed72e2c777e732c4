/**
 * A stand-in of what receives OpenTelemetry's protocol over HTTP: a collector, or the endpoints of AWS. {@link
 * dev.eloquent.local.otlp.LocalOtlp} is the door; what it received are {@link dev.eloquent.local.otlp.ReceivedSpan}s and
 * {@link dev.eloquent.local.otlp.MetricPoint}s. {@code OtlpApi} speaks the protocol, {@code TraceReader} and {@code
 * MetricReader} decode it with a {@code ProtoReader}, and {@code Kept} holds so much of it and no more.
 */
@NullMarked
package dev.eloquent.local.otlp;

import org.jspecify.annotations.NullMarked;
