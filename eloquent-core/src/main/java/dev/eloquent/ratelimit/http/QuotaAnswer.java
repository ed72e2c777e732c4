package dev.eloquent.ratelimit.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.eloquent.ratelimit.QuotaDecision;
import dev.eloquent.ratelimit.QuotaPolicy;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * What an answer over HTTP says of quotas: the fields {@code RateLimit-Policy} and {@code RateLimit} of the IETF's <a
 * href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">draft 11</a>, {@code Retry-After}, and
 * a body by RFC 9457 with the draft's problem type. For filters of servers that have none here. Immutable.
 */
public final class QuotaAnswer {
    /** The status of a refusal, RFC 6585: Too Many Requests. */
    public static final int TOO_MANY_REQUESTS = 429;

    /** Of the bodies, RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonFactory JSON = new JsonFactory();
    private static final String QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private final QuotaDecision decision;
    private final IntUnaryOperator random;

    private QuotaAnswer(QuotaDecision decision, IntUnaryOperator random) {
        this.decision = decision;
        this.random = random;
    }

    /** What to say of this decision. */
    public static QuotaAnswer of(QuotaDecision decision) {
        return of(decision, bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    static QuotaAnswer of(QuotaDecision decision, IntUnaryOperator random) {
        return new QuotaAnswer(decision, random);
    }

    /**
     * The value of {@code RateLimit-Policy}, such as {@code "per-client";q=1000;w=60}: the same for every answer. A window
     * that is not of whole seconds is left out, as the draft knows no others. Policies in dry run are nothing that a client
     * should keep to; empty if all are: then {@code RateLimit} has nothing to tell either.
     */
    public static String policies(List<QuotaPolicy> policies) {
        return policies.stream()
                .filter(policy -> !policy.isDryRun())
                .map(policy -> '"' + policy.name() + "\";q=" + policy.quota()
                        + (policy.window().toNanosPart() == 0
                                ? ";w=" + policy.window().toSeconds()
                                : ""))
                .collect(Collectors.joining(", "));
    }

    /**
     * The value of {@code RateLimit}, such as {@code "per-client";r=50;t=30}: of the policy that the decision tells of, how
     * many permits are left, and for how many seconds there may be no more.
     */
    public String limit() {
        Optional<Duration> effective = decision.allowed() ? Optional.of(decision.reset()) : decision.retryAfter();
        return '"' + decision.policy().name() + "\";r=" + decision.remaining()
                + effective.map(wait -> ";t=" + roundedUp(wait)).orElse("");
    }

    /**
     * The value of {@code Retry-After} in seconds: never before the permits are there, and up to a tenth and a second later,
     * at random, so that those who were refused together do not come back together. Empty if it is allowed, or if more was asked for
     * than there ever is. Each call draws anew.
     */
    public Optional<String> retryAfter() {
        return decision.retryAfter().map(QuotaAnswer::roundedUp).map(wait -> {
            int tenth = (int) Math.min(Integer.MAX_VALUE - 2, wait / 10);
            return String.valueOf(wait + random.applyAsInt(tenth + 2));
        });
    }

    private static long roundedUp(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }

    /** The body of a refusal: {@code quota-exceeded}, with the names of the policies that had no room. */
    public String problem() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", QUOTA_EXCEEDED);
            json.writeStringField("title", "Too many requests");
            json.writeNumberField("status", TOO_MANY_REQUESTS);
            json.writeArrayFieldStart("violated-policies");
            for (QuotaPolicy policy : decision.violated()) {
                if (!policy.isDryRun()) {
                    json.writeString(policy.name());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a writer in memory failed", e);
        }
        return text.toString();
    }

    /** The body of a refusal because nobody can tell whose request it is; its status is 403. */
    public static String problem(RequestKey.Refused refused) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", "Forbidden");
            json.writeNumberField("status", 403);
            json.writeStringField("detail", "It cannot be told whose request this is");
            json.writeStringField("code", refused.reason());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a writer in memory failed", e);
        }
        return text.toString();
    }
}
