/** What happens to a question. */
@NullMarked
package dev.eloquent.examples.rag.ask;

import org.jspecify.annotations.NullMarked;
