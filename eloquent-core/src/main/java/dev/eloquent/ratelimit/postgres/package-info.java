/** Shared quotas in PostgreSQL, by plain JDBC. */
@NullMarked
package dev.eloquent.ratelimit.postgres;

import org.jspecify.annotations.NullMarked;
