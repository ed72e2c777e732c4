/** The JVM and its executors as meters: Micrometer's, as far as an alarm or a chart has use for them. */
@NullMarked
package dev.eloquent.metrics.jvm;

import org.jspecify.annotations.NullMarked;
