/** Where metrics and traces go, and how they are sent at the end. */
@NullMarked
package dev.eloquent.examples.rag.telemetry;

import org.jspecify.annotations.NullMarked;
