package dev.eloquent.ratelimit.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaDecision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Limits the requests of the JDK's {@link com.sun.net.httpserver.HttpServer}:
 *
 * <pre>{@code
 * server.createContext("/api", api).getFilters().add(QuotaFilter.by(ClientAddress.behindCloudFrontAndAlb(), perClient));
 * }</pre>
 *
 * <p>A request without room is answered with 429, {@code Retry-After} and a body by RFC 9457; one of which nobody can tell
 * whose it is, with 403. Every answer to a request that was counted has {@code
 * RateLimit} and {@code RateLimit-Policy}. What they say is in {@link
 * QuotaAnswer}. Put no filter on health checks. Of the body of a request that is refused the server reads as much as
 * {@code sun.net.httpserver.drainAmount} says, 64 KiB by default; if there is more, it closes the connection.
 *
 * <p>Immutable. Safe for use by several threads, and by several contexts. Does not block, unless the quota does.
 */
public final class QuotaFilter extends Filter {
    private final Function<? super HttpExchange, ? extends RequestKey> key;
    private final Quota quota;
    private final Predicate<? super HttpExchange> exempt;
    private final ToIntFunction<? super HttpExchange> permits;

    private QuotaFilter(
            Function<? super HttpExchange, ? extends RequestKey> key,
            Quota quota,
            Predicate<? super HttpExchange> exempt,
            ToIntFunction<? super HttpExchange> permits) {
        this.key = Objects.requireNonNull(key, "key");
        this.quota = Objects.requireNonNull(quota, "quota");
        this.exempt = Objects.requireNonNull(exempt, "exempt");
        this.permits = Objects.requireNonNull(permits, "permits");
    }

    /** A filter that counts by what this function tells of a request, such as a token's subject. */
    public static QuotaFilter by(Function<? super HttpExchange, ? extends RequestKey> key, Quota quota) {
        return new QuotaFilter(key, quota, exchange -> false, exchange -> 1);
    }

    /** A filter that lets these pass, uncounted. */
    public QuotaFilter exempt(Predicate<? super HttpExchange> requests) {
        return new QuotaFilter(key, quota, requests, permits);
    }

    /** A filter that takes so many permits for a request, 1 or more, instead of one. */
    public QuotaFilter permits(ToIntFunction<? super HttpExchange> ofRequest) {
        return new QuotaFilter(key, quota, exempt, ofRequest);
    }

    @Override
    public String description() {
        return "limits requests by " + quota.policies();
    }

    /** Lets one request pass, or answers it. */
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (exempt.test(exchange)) {
            chain.doFilter(exchange);
            return;
        }
        RequestKey whose = Objects.requireNonNull(key.apply(exchange), "key of a request");
        if (whose instanceof RequestKey.Known known) {
            decide(exchange, chain, known);
        } else if (whose instanceof RequestKey.Refused refused) {
            answer(exchange, 403, QuotaAnswer.problem(refused));
        }
    }

    private void decide(HttpExchange exchange, Chain chain, RequestKey.Known known) throws IOException {
        QuotaDecision decision = quota.check(known.key(), permits.applyAsInt(exchange));
        QuotaAnswer answer = QuotaAnswer.of(decision);
        Headers headers = exchange.getResponseHeaders();
        String policies = QuotaAnswer.policies(quota.policies());
        if (!policies.isEmpty()) {
            headers.set("RateLimit-Policy", policies);
            headers.set("RateLimit", answer.limit());
        }
        if (decision.allowed()) {
            chain.doFilter(exchange);
        } else {
            answer.retryAfter().ifPresent(wait -> headers.set("Retry-After", wait));
            answer(exchange, QuotaAnswer.TOO_MANY_REQUESTS, answer.problem());
        }
    }

    private static void answer(HttpExchange exchange, int status, String problem) throws IOException {
        try (exchange) {
            byte[] body = problem.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", QuotaAnswer.MEDIA_TYPE);
            // Of one client; a cache before us must not give it to another.
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
