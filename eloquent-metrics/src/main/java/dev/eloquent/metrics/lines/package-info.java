/** Lines of JSON, and how they get to a console whole. Not exported. */
@NullMarked
package dev.eloquent.metrics.lines;

import org.jspecify.annotations.NullMarked;
