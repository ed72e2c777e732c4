/** How often a client may ask, and how often we ask others. */
@NullMarked
package dev.eloquent.examples.rag.limits;

import org.jspecify.annotations.NullMarked;
