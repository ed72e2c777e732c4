/**
 * The check of a Pinecone index: {@link dev.eloquent.health.pinecone.PineconeCheck}.
 *
 * <p>Inside: {@code IndexHost} is where it asks, {@code ApiKey} with what, {@code RequestShare} how often; {@code
 * IndexAnswer} turns an answer into a result by way of {@code IndexStats}, which {@code IndexExpectation} judges.
 */
@NullMarked
package dev.eloquent.health.pinecone;

import org.jspecify.annotations.NullMarked;
