package dev.eloquent.benchmarks.metrics;

import org.openjdk.jmh.annotations.Threads;

/** The same on two threads at once, which share the timer. */
@Threads(2)
public class RecordTimerByTwo extends RecordTimer {}
