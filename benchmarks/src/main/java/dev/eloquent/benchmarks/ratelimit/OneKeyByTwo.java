package dev.eloquent.benchmarks.ratelimit;

import org.openjdk.jmh.annotations.Threads;

/** The same on two threads at once, which share the limiter. */
@Threads(2)
public class OneKeyByTwo extends OneKey {}
