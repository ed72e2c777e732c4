/**
 * Starts stand-ins from a command line: {@link dev.eloquent.local.command.LocalCommand} is the main class of the jar, and
 * each service is an {@code Offer}.
 */
@NullMarked
package dev.eloquent.local.command;

import org.jspecify.annotations.NullMarked;
