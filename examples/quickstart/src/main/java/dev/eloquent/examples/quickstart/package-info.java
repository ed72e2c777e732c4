/** The shortest service that shows its health: a pool, a database, one endpoint. */
@NullMarked
package dev.eloquent.examples.quickstart;

import org.jspecify.annotations.NullMarked;
