/** The documents: cut into passages, kept in PostgreSQL, found by their vectors. */
@NullMarked
package dev.eloquent.examples.rag.passages;

import org.jspecify.annotations.NullMarked;
