/** Calls to other services: each within a deadline, each answer within a size, each failure of one type. */
@NullMarked
package dev.eloquent.examples.rag.remote;

import org.jspecify.annotations.NullMarked;
