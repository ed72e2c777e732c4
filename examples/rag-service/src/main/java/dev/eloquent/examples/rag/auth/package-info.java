/** Who may ask: those who bring a token, if that is wanted. */
@NullMarked
package dev.eloquent.examples.rag.auth;

import org.jspecify.annotations.NullMarked;
