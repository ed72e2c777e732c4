package dev.eloquent.benchmarks.quotastores;

import org.openjdk.jmh.annotations.Threads;

/** The same on sixteen threads at once, which share the limiter. */
@Threads(16)
public class PostgresKeysBySixteen extends PostgresKeys {}
