package dev.eloquent.examples.rag.remote;

import io.github.resilience4j.ratelimiter.RateLimiter;
import java.net.http.HttpClient;
import java.util.function.UnaryOperator;

/**
 * How calls of another service are made.
 *
 * @param limiter where a call waits for its turn
 * @param watched the client with what times and traces its calls
 */
public record Outbound(RateLimiter limiter, UnaryOperator<HttpClient> watched) {}
