/** The rate limits of eloquent-core as meters. Needs that module, which is optional to this one. */
@NullMarked
package dev.eloquent.metrics.ratelimit;

import org.jspecify.annotations.NullMarked;
