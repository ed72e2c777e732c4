/**
 * A service that answers questions about documents, as one on ECS, Aurora and Pinecone would. Read it in this order:
 *
 * <ol>
 *   <li>{@link dev.eloquent.examples.rag.RagService}: everything it is made of, on one page;
 *   <li>{@code ask}: what happens to a question;
 *   <li>{@code passages}: how the documents get into PostgreSQL and Pinecone;
 *   <li>{@code conversations} and {@code database}: what is kept, and how nothing is kept half;
 *   <li>{@code web}: limits, refusals and problem bodies;
 *   <li>{@code limits}: how often a client may ask, and how often we ask others;
 *   <li>{@code remote}, {@code pinecone}, {@code openai}: calls that are bounded in time and size;
 *   <li>{@code local}: what only a laptop needs.
 * </ol>
 */
@NullMarked
package dev.eloquent.examples.rag;

import org.jspecify.annotations.NullMarked;
