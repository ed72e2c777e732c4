/**
 * What it costs to read a secret that is known ({@code CachedSecret} on one thread, {@code CachedSecretByTwo} on two), and
 * how long fifty take at a start ({@code ColdStart}). Every library reads from the stand-in of Secrets Manager, with the
 * same client of the AWS SDK.
 */
@NullMarked
package dev.eloquent.benchmarks.secrets;

import org.jspecify.annotations.NullMarked;
