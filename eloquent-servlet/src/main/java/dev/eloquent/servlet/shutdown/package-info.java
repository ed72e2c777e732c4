/** Graceful shutdown behind a servlet container: {@link dev.eloquent.servlet.shutdown.DrainFilter}. */
@NullMarked
package dev.eloquent.servlet.shutdown;

import org.jspecify.annotations.NullMarked;
