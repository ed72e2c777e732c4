/** Shared quotas in Redis. */
@NullMarked
package dev.eloquent.redis;

import org.jspecify.annotations.NullMarked;
