/**
 * The one door for metrics and traces of a service.
 *
 * <p>A short tour. {@link dev.eloquent.metrics.Telemetry} holds a plain {@code MeterRegistry} and a plain {@code
 * OpenTelemetry}, and ends both within one deadline. {@link dev.eloquent.metrics.MetricsDestination} is where metrics go, a
 * {@link dev.eloquent.tracing.TraceDestination} where spans go; {@code Variables} reads both from the environment. {@link
 * dev.eloquent.metrics.TelemetryReport} is what became of all of it.
 *
 * <p>Inside, a {@code MeterOutlet} is a registry and how what it holds gets out; {@code EndPart} runs the ends of metrics and
 * spans beside each other. {@code EcsTask} learns in the background of the task that the service runs in ({@code
 * TaskDescription}) and of what it uses ({@code TaskUsage}).
 */
@NullMarked
package dev.eloquent.metrics;

import org.jspecify.annotations.NullMarked;
