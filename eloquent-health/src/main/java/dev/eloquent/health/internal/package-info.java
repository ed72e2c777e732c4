/**
 * What checks share that wait for something far away; not exported. A run has one {@code Deadline}; {@code HttpCaller}
 * makes one HTTP exchange within it; {@code NetworkFault} is why there was no answer, {@code NetworkReasons} its public
 * words, and {@code Endpoint} the rules for what may be called.
 */
@NullMarked
package dev.eloquent.health.internal;

import org.jspecify.annotations.NullMarked;
