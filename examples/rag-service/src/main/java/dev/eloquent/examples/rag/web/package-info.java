/** The HTTP side: the server, how many requests it admits, how it reads bodies, how it refuses. */
@NullMarked
package dev.eloquent.examples.rag.web;

import org.jspecify.annotations.NullMarked;
