/**
 * What a graceful shutdown costs while there is none: {@code CountedWork} on one thread, {@code CountedWorkByTwo} on two.
 * The servers' counting is taken out of them as far as it goes, each in a class {@code ...Counting}.
 */
@NullMarked
package dev.eloquent.benchmarks.shutdown;

import org.jspecify.annotations.NullMarked;
