/**
 * The command that a container's health check runs, in images that have no curl.
 *
 * <p>{@link dev.eloquent.health.probe.Probe} asks one URL and turns the answer into an exit code. It uses the JDK alone,
 * and little of it, as it starts a JVM every few seconds beside the application.
 */
@NullMarked
package dev.eloquent.health.probe;

import org.jspecify.annotations.NullMarked;
