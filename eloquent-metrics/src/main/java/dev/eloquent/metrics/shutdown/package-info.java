/** The report of eloquent-core's shutdown as meters. Needs that module, which is optional to this one. */
@NullMarked
package dev.eloquent.metrics.shutdown;

import org.jspecify.annotations.NullMarked;
