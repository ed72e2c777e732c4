/**
 * Traces on X-Ray or any OTLP collector, without a sidecar, and an honest word on what became of them.
 *
 * <p>A short tour. {@link dev.eloquent.tracing.Tracing} is the door: it holds a plain {@code OpenTelemetry} and says what
 * was sent. {@link dev.eloquent.tracing.TraceDestination} is where spans go, {@link dev.eloquent.tracing.DeliveryReport}
 * what became of them, {@link dev.eloquent.tracing.LogContext} puts the ids into the log.
 *
 * <p>Inside, {@code SpanQueue} holds spans that have ended and keeps the books, {@code SpanCourier} takes batches from it,
 * {@code SpanEncoder} makes bytes of them with OpenTelemetry's own exporter, {@code Delivery} decides when to try again,
 * {@code Post} makes one exchange and {@code SigV4} signs it.
 */
@NullMarked
package dev.eloquent.tracing;

import org.jspecify.annotations.NullMarked;
