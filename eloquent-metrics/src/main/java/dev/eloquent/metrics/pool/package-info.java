/** HikariCP's pools as meters. Needs HikariCP, which is optional to this module. */
@NullMarked
package dev.eloquent.metrics.pool;

import org.jspecify.annotations.NullMarked;
