package dev.eloquent.health.net;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.internal.Deadline;
import dev.eloquent.health.internal.Endpoint;
import dev.eloquent.health.internal.HttpAnswer;
import dev.eloquent.health.internal.HttpCaller;
import dev.eloquent.health.internal.NetworkFault;
import dev.eloquent.health.internal.NetworkReasons;
import dev.eloquent.health.internal.Secrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Whether an HTTP server answers a request with a status that is expected.
 *
 * <p>Unhealthy, by reason: {@code unexpected_status}, {@code connection_failed}, {@code unknown_host}, {@code tls_failed},
 * {@code timed_out}, {@code bad_answer}, {@code no_header_value}. Degraded: {@code slow}.
 *
 * <p>A run ends at its timeout, whatever the server does, or when its thread is interrupted. Of the body 64 KiB are read
 * and forgotten; the rest is left and the connection closed. A connection is
 * kept for the next run, and while it lives, that no new one could be made is not seen: a listener that has closed, an
 * expired certificate. Where that matters, register a {@link TcpCheck} or {@link CertificateCheck} of the same host
 * beside it, or have the server answer with {@code Connection: close}. Redirects are not followed: a 302 is an unexpected status.
 * Immutable; each method returns a changed check. Safe for use by several threads.
 */
public final class HttpCheck implements HealthCheck {
    /** The answer has a status that is not expected. */
    public static final ReasonCode UNEXPECTED_STATUS = NetworkReasons.UNEXPECTED_STATUS;
    /** No connection could be made, or it broke before there was an answer. */
    public static final ReasonCode CONNECTION_FAILED = NetworkReasons.CONNECTION_FAILED;
    /** The host has no address, or the resolver could not tell. */
    public static final ReasonCode UNKNOWN_HOST = NetworkReasons.UNKNOWN_HOST;
    /** No TLS connection came about, for instance because the certificate is not trusted. */
    public static final ReasonCode TLS_FAILED = NetworkReasons.TLS_FAILED;
    /** What came is not HTTP, or an answer that breaks off. */
    public static final ReasonCode BAD_ANSWER = NetworkReasons.BAD_ANSWER;
    /** The supplier of a header's value failed, or gave nothing that a header can carry. */
    public static final ReasonCode NO_HEADER_VALUE = new ReasonCode("no_header_value");
    /** The right answer, but later than it may come. */
    public static final ReasonCode SLOW = new ReasonCode("slow");

    private static final int MAX_BODY = 64 * 1024;

    private final String method;
    private final URI uri;
    private final List<Header> headers;
    private final Set<Integer> expected;
    private final Optional<Duration> maxLatency;
    private final HttpCaller caller;

    private HttpCheck(
            String method,
            URI uri,
            List<Header> headers,
            Set<Integer> expected,
            Optional<Duration> maxLatency,
            HttpCaller caller) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.expected = expected;
        this.maxLatency = maxLatency;
        this.caller = caller;
    }

    /** Checks with a GET that the answer is a 2xx. */
    public static HttpCheck get(URI uri) {
        return of("GET", uri);
    }

    /** Checks with a HEAD that the answer is a 2xx. */
    public static HttpCheck head(URI uri) {
        return of("HEAD", uri);
    }

    private static HttpCheck of(String method, URI uri) {
        Objects.requireNonNull(uri, "uri");
        return new HttpCheck(method, uri, List.of(), Set.of(), Optional.empty(), HttpCaller.ofItsOwn());
    }

    /** Only these statuses are expected, 200 to 599, instead of any 2xx. */
    public HttpCheck expecting(int... statuses) {
        Objects.requireNonNull(statuses, "statuses");
        Set<Integer> values = new TreeSet<>();
        for (int status : statuses) {
            values.add(status);
        }
        return new HttpCheck(method, uri, headers, values, maxLatency, caller);
    }

    /** Sends this header too. The value appears in no result, log or message. */
    public HttpCheck header(String name, String value) {
        Objects.requireNonNull(value, "value");
        return header(name, () -> value);
    }

    /** The same with a value that may change, asked in each run on the check's thread. */
    public HttpCheck header(String name, Supplier<String> value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
        return new HttpCheck(method, uri, List.copyOf(more), expected, maxLatency, caller);
    }

    /** Degraded when the whole answer takes longer than this, more than 0 and less than the check's timeout. */
    public HttpCheck maxLatency(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        return new HttpCheck(method, uri, headers, expected, Optional.of(limit), caller);
    }

    /**
     * Uses this client, for a proxy, a TLS context or redirects of one's own; give it HTTP/1.1, as the check's own has.
     * It stays the caller's. One that follows redirects takes the headers along.
     */
    public HttpCheck client(HttpClient client) {
        Objects.requireNonNull(client, "client");
        return new HttpCheck(method, uri, headers, expected, maxLatency, HttpCaller.by(client));
    }

    @Override
    public List<String> faults(CheckSettings settings) {
        List<String> faults = new ArrayList<>(Endpoint.faults("the URI", uri));
        headers.forEach(header -> header.nameFault().ifPresent(faults::add));
        expected.stream()
                .filter(status -> status < 200 || status > 599)
                .forEach(status -> faults.add("an expected status must be from 200 to 599, was " + status));
        maxLatency
                .filter(limit -> limit.compareTo(Duration.ZERO) <= 0 || limit.compareTo(settings.timeout()) >= 0)
                .ifPresent(limit -> faults.add("maxLatency must be more than 0 and less than the timeout of "
                        + settings.timeout() + ", after which the check is unhealthy anyway, was " + limit));
        return faults;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InterruptedException if its thread was interrupted; the exchange has been cancelled then
     */
    @Override
    public CheckResult check(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", "eloquent-health");
        Secrets secrets = Secrets.ofQuery(uri);
        try {
            for (Header header : headers) {
                secrets = secrets.and(List.of(header.addTo(request)));
            }
        } catch (RuntimeException e) {
            return secrets.hideIn(CheckResult.unhealthy(NO_HEADER_VALUE).causedBy(e))
                    .with("url", Endpoint.display(uri));
        }
        return answer(request, secrets, deadline).with("url", Endpoint.display(uri));
    }

    /** Only what an exception says is foreign text: it may quote a server that echoes. */
    private CheckResult answer(HttpRequest.Builder request, Secrets secrets, Deadline deadline)
            throws InterruptedException {
        try {
            return judge(caller.send(request, MAX_BODY, deadline));
        } catch (NetworkFault e) {
            return secrets.hideIn(e.result());
        }
    }

    private CheckResult judge(HttpAnswer answer) {
        return verdict(answer)
                .with("http_status", answer.status())
                .with("latency_ms", answer.took().toMillis());
    }

    private CheckResult verdict(HttpAnswer answer) {
        boolean isExpected = expected.isEmpty() ? answer.status() / 100 == 2 : expected.contains(answer.status());
        if (!isExpected) {
            return CheckResult.unhealthy(UNEXPECTED_STATUS).with("expected", expected.isEmpty() ? "2xx" : expected);
        }
        return maxLatency
                .filter(limit -> answer.took().compareTo(limit) > 0)
                .map(limit -> CheckResult.degraded(SLOW).with("limit_ms", limit.toMillis()))
                .orElseGet(CheckResult::healthy);
    }

    /** A name and where its value comes from, which is never shown. */
    private static final class Header {
        private final String name;
        private final Supplier<String> value;

        Header(String name, Supplier<String> value) {
            this.name = name;
            this.value = value;
        }

        /** By the JDK's own rules: some headers are its business. */
        Optional<String> nameFault() {
            try {
                HttpRequest.newBuilder().setHeader(name, "value");
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of("a header must have a name that the JDK's client can send, was '" + name + "': "
                        + e.getMessage());
            }
        }

        /** The JDK quotes a value that it refuses; this does not. @return the value */
        String addTo(HttpRequest.Builder request) {
            String now = value.get();
            try {
                request.setHeader(name, Objects.requireNonNull(now, "the value of header " + name));
                return now;
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "the value of header " + name + " (not shown) has characters that a header cannot carry; often"
                                + " it is a line end, read from a file, that has to go");
            }
        }
    }
}
