/**
 * What Eloquent's health costs, beside its peers in the same run; {@code docs/benchmarks.md} has the figures.
 *
 * <p>A short tour. Each question is one JMH class: {@code FreshAggregate}, {@code CachedRead}, {@code SlowChecks}. Its
 * methods are named for a library and, where that matters, for how the library runs the checks. {@code TenChecks} sets
 * the libraries up with the same ten checks, each as an {@code Aggregate}; {@code EloquentCache} and {@code
 * DropwizardCache} answer from what ran in the background. {@code ResultTables} turns a run's JSON into the tables of
 * the document.
 */
@NullMarked
package dev.eloquent.benchmarks;

import org.jspecify.annotations.NullMarked;
