/** The freshness of eloquent-secrets' secrets as meters. Needs that module, which is optional to this one. */
@NullMarked
package dev.eloquent.metrics.secrets;

import org.jspecify.annotations.NullMarked;
