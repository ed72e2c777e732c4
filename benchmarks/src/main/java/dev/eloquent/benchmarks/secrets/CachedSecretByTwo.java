package dev.eloquent.benchmarks.secrets;

import org.openjdk.jmh.annotations.Threads;

/** The same on two threads at once. */
@Threads(2)
public class CachedSecretByTwo extends CachedSecret {}
