/**
 * Graceful shutdown: a service ends without losing a request, within one limit.
 *
 * <p>A short tour. {@link dev.eloquent.shutdown.Shutdown} is the door: it is installed first, and resources, executors
 * and other {@link dev.eloquent.shutdown.Step}s are registered with it as they come to be, each in a {@link
 * dev.eloquent.shutdown.Phase}. {@link dev.eloquent.shutdown.InFlight} counts what is going on, {@link
 * dev.eloquent.shutdown.DrainFilter} the requests of the JDK's server. {@link dev.eloquent.shutdown.ShutdownSettings}
 * divide the time, and a {@link dev.eloquent.shutdown.ShutdownReport} says how it went.
 *
 * <p>Inside, {@code Steps} keeps what is registered, {@code Sequence} decides by its {@code Budget} which step runs until
 * when, and knows neither threads nor clocks; {@code Run} has both. {@code Drain} watches the {@code Traffic}, {@code
 * GatedCounter} misses nothing that was let in. {@code Installation} binds all this to the signals and hooks of the
 * {@code Jvm}, and {@code Announcer} writes the log where nobody has to wait for it.
 */
@NullMarked
package dev.eloquent.shutdown;

import org.jspecify.annotations.NullMarked;
