/**
 * What Eloquent's health costs, beside its peers in the same run.
 *
 * <p>A short tour. {@code TenChecks} sets the libraries up with the same ten checks, each as an {@code Aggregate}, for
 * {@code FreshAggregate} and {@code SlowChecks}; {@code EloquentCache} and {@code DropwizardCache} answer from what ran
 * in the background, for {@code CachedRead}.
 */
@NullMarked
package dev.eloquent.benchmarks.health;

import org.jspecify.annotations.NullMarked;
