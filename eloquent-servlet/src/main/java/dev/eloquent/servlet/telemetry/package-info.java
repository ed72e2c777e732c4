/** Metrics and spans behind a servlet container: {@link dev.eloquent.servlet.telemetry.TelemetryFilter}. Needs eloquent-metrics. */
@NullMarked
package dev.eloquent.servlet.telemetry;

import org.jspecify.annotations.NullMarked;
