/** Questions and their answers, as they were given. */
@NullMarked
package dev.eloquent.examples.rag.conversations;

import org.jspecify.annotations.NullMarked;
