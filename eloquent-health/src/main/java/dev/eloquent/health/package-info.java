/**
 * Health checks: checks run in the background, groups of them answer probers.
 *
 * <p>A short tour. {@link dev.eloquent.health.HealthChecks} is the door; its builder takes {@link
 * dev.eloquent.health.HealthCheck}s with their {@link dev.eloquent.health.CheckSettings}, and {@link
 * dev.eloquent.health.GroupSettings} that say who asks ({@link dev.eloquent.health.Prober}) and what counts ({@link
 * dev.eloquent.health.Impact}).
 *
 * <p>Inside, the {@code Scheduler} makes the {@code HealthEngine} tick: each {@code CheckTask} starts its {@code Run}s
 * and feeds what they saw to its {@code Damping}; all is published as one {@code Snapshot}, which probes read as a
 * {@link dev.eloquent.health.HealthReport}. {@code ActiveTime} and {@code Staleness} deal with pauses and a dead
 * scheduler, {@code JvmVitals} with a process that is beyond help, {@code TransitionFeed} tells the log and the
 * listeners.
 */
@NullMarked
package dev.eloquent.health;

import org.jspecify.annotations.NullMarked;
