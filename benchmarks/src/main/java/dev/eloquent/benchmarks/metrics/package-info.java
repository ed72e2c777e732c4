/**
 * What metrics and spans cost: {@code RecordTimer} and {@code TimedRequest} on one thread, {@code ...ByTwo} on two; {@code
 * PublishCost} is a program that publishes ten thousand timers. A peer is set up as its own documentation has it.
 */
@NullMarked
package dev.eloquent.benchmarks.metrics;

import org.jspecify.annotations.NullMarked;
