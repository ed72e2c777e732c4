/**
 * A web page, on loopback, of what the stand-ins of CloudWatch and OTLP received: metrics as charts with percentiles,
 * traces as waterfalls. {@link dev.eloquent.local.page.LocalTelemetryPage} starts it.
 */
@NullMarked
package dev.eloquent.local.page;

import org.jspecify.annotations.NullMarked;
