/** Rate limits behind a servlet container: {@link dev.eloquent.servlet.ratelimit.QuotaFilter}. */
@NullMarked
package dev.eloquent.servlet.ratelimit;

import org.jspecify.annotations.NullMarked;
