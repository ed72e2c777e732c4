/**
 * The service's log as lines of JSON on a console that never holds it up. For logback, which is optional.
 *
 * <p>A short tour. {@code <include resource="dev/eloquent/logging/console.xml"/>} in {@code logback.xml} is the door: an
 * appender {@code CONSOLE}, which is a {@link dev.eloquent.logging.BoundedConsoleAppender} with a
 * {@link dev.eloquent.logging.JsonLogEncoder}, and a {@link dev.eloquent.logging.WriteThroughAtExit}. {@code LineQueue} is
 * what waits for a reader; {@link dev.eloquent.logging.LogMeters} counts what it had to drop.
 */
@NullMarked
package dev.eloquent.logging;

import org.jspecify.annotations.NullMarked;
