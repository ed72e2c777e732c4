/** Health and nothing else: the only dependencies are eloquent-health and a logger. */
@NullMarked
package dev.eloquent.examples.health;

import org.jspecify.annotations.NullMarked;
