/**
 * Health over HTTP. {@link dev.eloquent.health.http.HealthEndpoint} serves it from the JDK's own server; {@link
 * dev.eloquent.health.http.HealthRoutes} is the same without a server, for adapters to others. Both write one of the
 * {@link dev.eloquent.health.http.HealthFormat}s.
 */
@NullMarked
package dev.eloquent.health.http;

import org.jspecify.annotations.NullMarked;
