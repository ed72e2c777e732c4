/** What the packages of bindings share. Not exported. */
@NullMarked
package dev.eloquent.metrics.internal;

import org.jspecify.annotations.NullMarked;
