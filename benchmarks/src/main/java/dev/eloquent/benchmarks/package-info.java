/**
 * What Eloquent costs, beside its peers in the same run; {@code docs/benchmarks.md} has the figures.
 *
 * <p>There is one package for each concern, and a file of results for each of these. A question is one JMH class, whose
 * methods are named for a library and for what it does. {@code ResultTables} turns a run's JSON into the tables of the
 * document.
 */
@NullMarked
package dev.eloquent.benchmarks;

import org.jspecify.annotations.NullMarked;
