/**
 * What the checks that go over the network share; not exported. {@code HttpCaller} makes one HTTP exchange within one
 * {@code Deadline}; {@code NetworkFault} is why there was no answer, {@code NetworkReasons} its public words, and {@code
 * Endpoint} the rules for what may be called.
 */
@NullMarked
package dev.eloquent.health.internal;

import org.jspecify.annotations.NullMarked;
