package dev.eloquent.metrics.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Times and traces each request by the JDK's {@link HttpClient}:
 *
 * <pre>{@code
 * HttpClient openai = HttpClientTelemetry.of("openai", registry, openTelemetry).wrap(HttpClient.newHttpClient());
 * }</pre>
 *
 * <p>The timer is {@code http.client.requests}, by {@code client} (the name given here, never a host from an address), {@code
 * method} and {@code outcome}: as of a server, and {@code TIMEOUT} or {@code IO_ERROR} without an answer, {@code UNKNOWN} for
 * what was cancelled or interrupted. A method that the semantic conventions do not know is {@code OTHER}.
 *
 * <p>The span is named by its method. An answer from 400 on, or an exception, is an error. The address is recorded without
 * user info, query and fragment, as secrets stand there.
 *
 * <p>Both end when {@code send} returns or the future completes: redirects are within, and so is the body, unless the body
 * handler hands out a stream. {@code traceparent} and {@code X-Amzn-Trace-Id} are sent to everybody: they say a random id
 * and whether it is sampled. Baggage, which may say anything, is sent only {@linkplain #baggageTo where you say}. Immutable.
 */
public final class HttpClientTelemetry {
    private final @Nullable ClientTimers timers;
    private final @Nullable ClientSpans spans;
    private final Set<String> baggageHosts;

    private HttpClientTelemetry(@Nullable ClientTimers timers, @Nullable ClientSpans spans, Set<String> baggageHosts) {
        this.timers = timers;
        this.spans = spans;
        this.baggageHosts = baggageHosts;
    }

    /**
     * Timers and spans.
     *
     * @param client whom it asks, such as {@code openai}; one of few names
     * @throws IllegalArgumentException if the name is blank
     */
    public static HttpClientTelemetry of(String client, MeterRegistry registry, OpenTelemetry openTelemetry) {
        return new HttpClientTelemetry(timers(client, registry), new ClientSpans(openTelemetry), Set.of());
    }

    /**
     * Timers only; the request goes out as it came.
     *
     * @param client whom it asks, such as {@code openai}; one of few names
     * @throws IllegalArgumentException if the name is blank
     */
    public static HttpClientTelemetry metrics(String client, MeterRegistry registry) {
        return new HttpClientTelemetry(timers(client, registry), null, Set.of());
    }

    /** Spans only. */
    public static HttpClientTelemetry spans(OpenTelemetry openTelemetry) {
        return new HttpClientTelemetry(null, new ClientSpans(openTelemetry), Set.of());
    }

    private static ClientTimers timers(String client, MeterRegistry registry) {
        if (client.isBlank()) {
            throw new IllegalArgumentException("client must have a name, such as openai, was blank");
        }
        return new ClientTimers(client, Objects.requireNonNull(registry, "registry"));
    }

    /**
     * Sends W3C baggage to these hosts, and to no others: by their names, without port, in lower case. Not together with
     * redirects, which would take it along to wherever they lead.
     */
    public HttpClientTelemetry baggageTo(String... hosts) {
        return new HttpClientTelemetry(timers, spans, Set.of(hosts));
    }

    /**
     * A client that does what this one does, and records each request. WebSockets are not recorded.
     *
     * <p>From JDK 21 on, {@code close()} closes the client that was wrapped. The other calls that end a client ({@code
     * shutdown}, {@code shutdownNow}, {@code awaitTermination}, {@code isTerminated}) do nothing here: call them on the
     * client that was wrapped.
     *
     * @throws IllegalArgumentException if baggage is sent and the client follows redirects
     */
    public HttpClient wrap(HttpClient client) {
        if (!baggageHosts.isEmpty() && client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "a client that sends baggage must not follow redirects, which take it along"
                            + " to other hosts; followRedirects was " + client.followRedirects()
                            + ": make the client with Redirect.NEVER, or leave baggageTo out");
        }
        return new RecordedHttpClient(client, this);
    }

    /** A request begins. */
    RecordedCall begin(HttpRequest request) {
        return new RecordedCall(timers, spans, request);
    }

    /** The request as it is to be sent. */
    HttpRequest toSend(RecordedCall call, HttpRequest request) {
        return spans == null ? request : spans.with(call.context(), request, baggageHosts);
    }
}
