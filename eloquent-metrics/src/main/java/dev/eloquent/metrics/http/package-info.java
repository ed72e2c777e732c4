/**
 * Metrics and spans of HTTP servers and clients of the JDK together, one adapter for each edge, by the same routes.
 *
 * <p>A short tour. {@link dev.eloquent.metrics.http.HttpServerTelemetry} is a filter of the JDK's server, {@link
 * dev.eloquent.metrics.http.HttpClientTelemetry} wraps its client, {@link dev.eloquent.metrics.http.HttpRoutes} keeps the
 * number of series and of span names what the service has of routes, whatever is asked for. Servlet containers have
 * {@code dev.eloquent.servlet.telemetry}. Spans follow OpenTelemetry's stable semantic conventions.
 */
@NullMarked
package dev.eloquent.metrics.http;

import org.jspecify.annotations.NullMarked;
