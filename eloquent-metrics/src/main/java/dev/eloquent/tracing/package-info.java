/**
 * Traces on X-Ray or any OTLP collector, without a sidecar, and an honest word on what became of them.
 *
 * <p>A short tour. {@link dev.eloquent.tracing.Tracing} is the door: it holds a plain {@code OpenTelemetry} and says what
 * was sent. {@link dev.eloquent.tracing.TraceDestination} is where spans go, {@link dev.eloquent.tracing.DeliveryReport}
 * what became of them, {@link dev.eloquent.tracing.LogContext} puts the ids into the log.
 *
 * <p>Inside, {@code Assembly} puts it together. {@code SpanStock} has the spans that have ended: {@code SpanQueue} those that
 * wait, {@code SpanBooks} what became of the others, {@code ClosingTime} the time that is left for them. {@code
 * SpanCourier} takes batches, {@code SpanEncoder} makes bytes of them with OpenTelemetry's own exporter, {@code Delivery}
 * decides when to try again, {@code Post} makes one exchange, {@code SigV4} signs it, and {@code ResponseReader} reads what
 * came back.
 */
@NullMarked
package dev.eloquent.tracing;

import org.jspecify.annotations.NullMarked;
