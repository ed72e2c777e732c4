package dev.eloquent.benchmarks.shutdown;

import org.openjdk.jmh.annotations.Threads;

/** The same on two threads at once, which count with the same counter. */
@Threads(2)
public class CountedWorkByTwo extends CountedWork {}
