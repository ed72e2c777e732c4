/**
 * Micrometer's meters as lines in CloudWatch's embedded metric format: metrics without a network call, by way of the logs
 * of the task.
 *
 * <p>A short tour. {@link dev.eloquent.metrics.emf.EmfRegistry} is the door. What a step has to say is cut to documents by
 * their dimensions ({@code EmfDocuments}) and written by one thread, a line at a time ({@code EmfSink}). How a step is
 * collected and what is kept while nobody reads is the same as for CloudWatch itself.
 */
@NullMarked
package dev.eloquent.metrics.emf;

import org.jspecify.annotations.NullMarked;
