/** OpenAI's API, or whatever speaks it: embeddings and answers. */
@NullMarked
package dev.eloquent.examples.rag.openai;

import org.jspecify.annotations.NullMarked;
