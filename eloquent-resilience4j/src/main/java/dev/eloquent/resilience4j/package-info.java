/**
 * Rate limits with resilience4j: outbound calls that wait their turn ({@link dev.eloquent.resilience4j.OutboundLimits}), and
 * its limiters behind our decisions ({@link dev.eloquent.resilience4j.Resilience4jQuota}).
 *
 * <p>Both are for few, known names: one limiter for each dependency or for all clients together. For a limit of each client
 * use {@link dev.eloquent.ratelimit.Quota#of}, whose memory has an end.
 */
@NullMarked
package dev.eloquent.resilience4j;

import org.jspecify.annotations.NullMarked;
