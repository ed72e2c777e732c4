/** Where quotas are kept that several processes share: what a store has to do. */
@NullMarked
package dev.eloquent.ratelimit.store;

import org.jspecify.annotations.NullMarked;
