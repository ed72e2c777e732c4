/** Spans of HTTP servers and clients of the JDK, by OpenTelemetry's stable semantic conventions. */
@NullMarked
package dev.eloquent.tracing.http;

import org.jspecify.annotations.NullMarked;
