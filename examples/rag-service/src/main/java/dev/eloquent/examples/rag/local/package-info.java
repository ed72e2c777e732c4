/** What only a laptop needs. Nothing here is loaded unless {@code --local} asks for it. */
@NullMarked
package dev.eloquent.examples.rag.local;

import org.jspecify.annotations.NullMarked;
