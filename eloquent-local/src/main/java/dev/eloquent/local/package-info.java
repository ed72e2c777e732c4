/**
 * Stand-ins, on loopback, of services that cannot run on a laptop or in a test. They persist nothing and are chosen by
 * the endpoint settings of the clients, never by detection.
 *
 * <p>A short tour. Each service has a package of its own with one door: {@code LocalPinecone}, {@code LocalOpenAi},
 * {@code LocalEcsAgent}, {@code LocalSecretsManager}, {@code LocalOtlp}. What is started is a {@link dev.eloquent.local.LocalService}, and
 * all of them misbehave in the same ways: {@link dev.eloquent.local.Faults} say when, a {@link dev.eloquent.local.Fault} says how. {@link dev.eloquent.local.Requests}
 * tells what they were asked. {@code dev.eloquent.local.command} starts any of them from a command line.
 */
@NullMarked
package dev.eloquent.local;

import org.jspecify.annotations.NullMarked;
