/**
 * Checks that look only at this process and its machine; each is {@linkplain dev.eloquent.health.CheckSettings#local()
 * local} by default.
 *
 * <p>{@link dev.eloquent.health.process.DiskSpaceCheck} for a disk, {@link dev.eloquent.health.process.HeapCheck} for
 * memory that runs short, {@link dev.eloquent.health.process.DeadlockCheck} for threads that wait for each other,
 * {@link dev.eloquent.health.process.ThreadPoolCheck} and {@link dev.eloquent.health.process.ExecutorCheck} for
 * executors that have more work than threads.
 *
 * <p>Inside: {@code HeapAfterCollection} reads what the collectors tell, {@code Share} words the rule about shares.
 */
@NullMarked
package dev.eloquent.health.process;

import org.jspecify.annotations.NullMarked;
