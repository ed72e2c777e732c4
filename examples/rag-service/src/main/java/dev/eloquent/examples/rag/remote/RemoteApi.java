package dev.eloquent.examples.rag.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.secrets.SecretExpiredException;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JSON over HTTP to one other service. A call ends within its deadline, whatever the other side does: the JDK's own
 * timeout of a request ends with the answer's headers, so slow bytes after them need the deadline here. Redirects are
 * not followed, as they would take the key elsewhere. Only a call whose key was refused is tried again, if there is a new
 * one by now; for anything else the caller's caller is told when to.
 *
 * <p>May be called by any thread; blocks.
 */
public final class RemoteApi {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final int LARGEST_ANSWER = 4 * 1024 * 1024;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final CheckResult AWAY = CheckResult.degraded("away");
    /** Our key or our address is wrong: waiting mends nothing. */
    private static final CheckResult REFUSED = CheckResult.degraded("refused");

    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404);

    private final String dependency;
    private final ApiAddress address;
    private final RateLimiter limiter;
    private final String keyHeader;
    private final String keyPrefix;
    private final HttpClient http;
    private volatile CheckResult lastCall = CheckResult.healthy();

    /**
     * @param dependency what health calls it
     * @param calls how they are made
     * @param keyHeader the header that carries the key, after {@code keyPrefix}
     */
    public RemoteApi(String dependency, ApiAddress address, Outbound calls, String keyHeader, String keyPrefix) {
        this.dependency = dependency;
        this.address = address;
        this.limiter = calls.limiter();
        this.keyHeader = keyHeader;
        this.keyPrefix = keyPrefix;
        this.http = calls.watched()
                .apply(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT)
                        .build());
    }

    /**
     * Posts JSON and reads the JSON that comes back.
     *
     * @param within until the last byte of the answer
     * @throws DependencyAway if no such answer comes
     */
    public JsonNode post(String path, JsonNode body, Duration within) {
        // Until it has gone well.
        CheckResult outcome = AWAY;
        try {
            HttpResponse<byte[]> answer = sendWithKey(path, body, within);
            if (REFUSALS.contains(answer.statusCode())) {
                outcome = REFUSED;
            }
            JsonNode json = read(answer);
            outcome = CheckResult.healthy();
            return json;
        } finally {
            lastCall = outcome;
        }
    }

    /** How the last call went, as a health check: it costs nothing, where a call of its own would be paid for. */
    public HealthCheck lastCall() {
        return timeout -> lastCall;
    }

    private HttpResponse<byte[]> sendWithKey(String path, JsonNode body, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        // Read before the key: that of a newer key would never be said to be refused.
        String version = address.key().version();
        HttpResponse<byte[]> answer = send(request(path, body), within);
        boolean again = answer.statusCode() == 401 && hasNewKey(version, until(end));
        return again ? send(request(path, body), until(end)) : answer;
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private boolean hasNewKey(String refused, Duration within) {
        try {
            return address.key().refused(refused, within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyAway(dependency, "interrupted while waiting");
        }
    }

    private String key() {
        try {
            return address.key().get().reveal();
        } catch (SecretExpiredException e) {
            throw new DependencyAway(dependency, "its key cannot be had", e);
        }
    }

    private HttpRequest request(String path, JsonNode body) {
        return HttpRequest.newBuilder(URI.create(address.base() + path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header(keyHeader, keyPrefix + key())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private JsonNode read(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new DependencyAway(dependency, "answered " + answer.statusCode(), retryAfter(answer));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            // Without the cause: its message quotes what was sent.
            throw nonsense("no JSON");
        } catch (IOException e) {
            throw nonsense("unreadable bytes");
        }
    }

    /** For an answer that is JSON, but not what was asked for. */
    public DependencyAway nonsense(String what) {
        lastCall = AWAY;
        return new DependencyAway(dependency, "sent an answer that is not one: " + what);
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration within) {
        try {
            RateLimiter.waitForPermission(limiter);
        } catch (RequestNotPermitted full) {
            throw new DependencyAway(dependency, "our own limit of calls is used up", Duration.ofSeconds(1));
        } catch (AcquirePermissionCancelledException interrupted) {
            throw new DependencyAway(dependency, "interrupted while waiting");
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, headers -> new BoundedBody(LARGEST_ANSWER));
        try {
            return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Cancelling also closes the connection.
            answer.cancel(true);
            throw new DependencyAway(dependency, "no whole answer within " + within);
        } catch (ExecutionException e) {
            throw new DependencyAway(dependency, "the call failed", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new DependencyAway(dependency, "interrupted while waiting");
        }
    }

    /** What a throttling service asks for, within reason. */
    private static Duration retryAfter(HttpResponse<byte[]> answer) {
        String asked = answer.headers().firstValue("Retry-After").orElse("");
        if (asked.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Math.min(Math.max(1, Integer.parseInt(asked)), LONGEST_WAIT_SECONDS));
        }
        return Duration.ofSeconds(5);
    }
}
