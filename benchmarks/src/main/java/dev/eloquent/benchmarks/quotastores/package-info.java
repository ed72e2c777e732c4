/**
 * How many decisions a second several processes' limit gives, through a real Redis ({@code Redis...}) and a real
 * PostgreSQL ({@code Postgres...}) on this machine: one thread and sixteen on ten thousand keys, sixteen on one key. {@code
 * StoreCost} is a program that counts what a decision leaves in PostgreSQL: bytes of its log, and dead rows.
 *
 * <p>Everything is allowed: who denies does less. A quota that its store did not answer fails the run.
 */
@NullMarked
package dev.eloquent.benchmarks.quotastores;

import org.jspecify.annotations.NullMarked;
