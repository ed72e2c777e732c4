/**
 * Real components for this project's own tests: a PostgreSQL server and a primary with its streaming replica, a
 * PostgreSQL with pgvector, a Redis, a TCP connection that can be frozen or cut, a load balancer, a second JVM that can
 * be signalled, a program on the module path. And the rules that hold inside every library.
 *
 * <p>Nothing here is published. Each component owns processes, threads or sockets and gives them back in
 * {@code close()}, so use it in a try-with-resources statement or close it in {@code @AfterAll}.
 */
@NullMarked
package dev.eloquent.testing;

import org.jspecify.annotations.NullMarked;
