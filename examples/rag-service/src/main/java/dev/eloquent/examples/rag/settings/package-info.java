/** The command line and the environment: all of it is read once, here, and all faults are told at once. */
@NullMarked
package dev.eloquent.examples.rag.settings;

import org.jspecify.annotations.NullMarked;
