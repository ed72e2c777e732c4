/**
 * A stand-in of OpenAI's API for embeddings and chat completions. {@link dev.eloquent.local.openai.LocalOpenAi} is the
 * door; {@code TextEmbedding} makes vectors that are near where texts share words, and {@code ChatCompletions} quotes what
 * it was given and says that it is no language model.
 */
@NullMarked
package dev.eloquent.local.openai;

import org.jspecify.annotations.NullMarked;
