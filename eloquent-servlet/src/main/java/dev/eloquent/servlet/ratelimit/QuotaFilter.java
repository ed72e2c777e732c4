package dev.eloquent.servlet.ratelimit;

import dev.eloquent.ratelimit.Quota;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.http.QuotaAnswer;
import dev.eloquent.ratelimit.http.RequestKey;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Limits the requests of a servlet container:
 *
 * <pre>{@code
 * FilterRegistration.Dynamic limit = context.addFilter("limit", QuotaFilter.by(key, perClient));
 * limit.setAsyncSupported(true);
 * limit.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/api/*");
 * }</pre>
 *
 * <p>A request without room is answered with 429, {@code Retry-After} and a body by RFC 9457; one of which nobody can tell
 * whose it is, with 403. Every answer to a request that was counted has {@code
 * RateLimit} and {@code RateLimit-Policy}. What they say is in {@link
 * QuotaAnswer}. A handler finds the decision in the request's attribute {@link #DECISION}, to settle it. A request is
 * counted once, whatever it is forwarded or dispatched to. Do not map it to health checks.
 *
 * <p>Immutable. Safe for use by several threads. Does not block, unless the quota does.
 */
public final class QuotaFilter implements Filter {
    /** The attribute of an allowed request that has its {@link QuotaDecision}. */
    public static final String DECISION = QuotaDecision.class.getName();

    private final Function<? super HttpServletRequest, ? extends RequestKey> key;
    private final Quota quota;
    private final Predicate<? super HttpServletRequest> exempt;
    private final ToIntFunction<? super HttpServletRequest> permits;

    private QuotaFilter(
            Function<? super HttpServletRequest, ? extends RequestKey> key,
            Quota quota,
            Predicate<? super HttpServletRequest> exempt,
            ToIntFunction<? super HttpServletRequest> permits) {
        this.key = Objects.requireNonNull(key, "key");
        this.quota = Objects.requireNonNull(quota, "quota");
        this.exempt = Objects.requireNonNull(exempt, "exempt");
        this.permits = Objects.requireNonNull(permits, "permits");
    }

    /** A filter that counts by what this function tells of a request, such as a token's subject. */
    public static QuotaFilter by(Function<? super HttpServletRequest, ? extends RequestKey> key, Quota quota) {
        return new QuotaFilter(key, quota, request -> false, request -> 1);
    }

    /** A filter that lets these pass, uncounted. */
    public QuotaFilter exempt(Predicate<? super HttpServletRequest> requests) {
        return new QuotaFilter(key, quota, requests, permits);
    }

    /** A filter that takes so many permits for a request, 1 or more, instead of one. */
    public QuotaFilter permits(ToIntFunction<? super HttpServletRequest> ofRequest) {
        return new QuotaFilter(key, quota, exempt, ofRequest);
    }

    /** Lets one request pass, or answers it. */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && http.getDispatcherType() == DispatcherType.REQUEST
                && !exempt.test(http)) {
            limit(http, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void limit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestKey whose = Objects.requireNonNull(key.apply(request), "key of a request");
        if (whose instanceof RequestKey.Known known) {
            decide(request, response, chain, known);
        } else if (whose instanceof RequestKey.Refused refused) {
            answer(response, HttpServletResponse.SC_FORBIDDEN, QuotaAnswer.problem(refused));
        }
    }

    private void decide(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, RequestKey.Known known)
            throws IOException, ServletException {
        QuotaDecision decision = quota.check(known.key(), permits.applyAsInt(request));
        QuotaAnswer answer = QuotaAnswer.of(decision);
        String policies = QuotaAnswer.policies(quota.policies());
        if (!policies.isEmpty()) {
            response.setHeader("RateLimit-Policy", policies);
            response.setHeader("RateLimit", answer.limit());
        }
        if (decision.allowed()) {
            request.setAttribute(DECISION, decision);
            chain.doFilter(request, response);
        } else {
            answer.retryAfter().ifPresent(wait -> response.setHeader("Retry-After", wait));
            answer(response, QuotaAnswer.TOO_MANY_REQUESTS, answer.problem());
        }
    }

    private static void answer(HttpServletResponse response, int status, String problem) throws IOException {
        byte[] body = problem.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(QuotaAnswer.MEDIA_TYPE);
        // Of one client; a cache before us must not give it to another.
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
