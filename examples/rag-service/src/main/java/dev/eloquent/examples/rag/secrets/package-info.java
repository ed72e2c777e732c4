/** What the service keeps secret, and where it has that from. */
@NullMarked
package dev.eloquent.examples.rag.secrets;

import org.jspecify.annotations.NullMarked;
