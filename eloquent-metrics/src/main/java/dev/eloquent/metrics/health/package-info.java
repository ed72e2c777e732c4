/** The health checks of eloquent-health as meters. Needs that module, which is optional to this one. */
@NullMarked
package dev.eloquent.metrics.health;

import org.jspecify.annotations.NullMarked;
