/**
 * A stand-in of one Pinecone index: the data plane over REST. {@link dev.eloquent.local.pinecone.LocalPinecone} is the
 * door; behind it the {@code PineconeApi} reads and words requests, the {@code VectorIndex} holds vectors and the {@code
 * MetadataFilter} chooses among them.
 */
@NullMarked
package dev.eloquent.local.pinecone;

import org.jspecify.annotations.NullMarked;
