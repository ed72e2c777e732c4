/**
 * What a decision costs in one process: {@code OneKey} and {@code ManyKeys} on one thread, {@code ...ByTwo} on two; {@code
 * HeapPerKey} is a program that counts bytes. A peer's limiter is made in {@code Peers}, as its own documentation has it.
 */
@NullMarked
package dev.eloquent.benchmarks.ratelimit;

import org.jspecify.annotations.NullMarked;
