package dev.eloquent.benchmarks.metrics;

import org.openjdk.jmh.annotations.Threads;

/** The same on two threads at once. */
@Threads(2)
public class TimedRequestByTwo extends TimedRequest {}
