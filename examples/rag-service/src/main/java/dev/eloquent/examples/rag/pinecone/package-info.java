/** Pinecone's data plane: what this service needs of it. */
@NullMarked
package dev.eloquent.examples.rag.pinecone;

import org.jspecify.annotations.NullMarked;
