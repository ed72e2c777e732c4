package dev.eloquent.tracing;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Makes one exchange with the receiver, signed anew, within one deadline.
 *
 * <p>By {@code java.net.http}, not {@code HttpURLConnection}. That one may send a POST a second time of its own accord when
 * a kept connection has died, and its timeouts begin anew with each byte; here an exchange is waited for and then
 * cancelled, which closes the connection at any stage. HTTP/1.1, because the cancelled exchange takes its connection along.
 * For one thread.
 */
final class Post {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int SHORTEST_SECRET = 6;

    private final URI address;
    private final Map<String, String> extra;
    private final Signer signer;
    private final Skew skew;
    private final ThreadPoolExecutor threads;
    private final HttpClient client;

    Post(URI address, Map<String, String> extra, Signer signer, Skew skew) {
        this.address = address;
        this.extra = extra;
        this.signer = signer;
        this.skew = skew;
        this.threads = new ThreadPoolExecutor(2, 2, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "eloquent-tracing-http");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .executor(threads)
                .build();
    }

    URI address() {
        return address;
    }

    Answer exchange(SpanEncoder.Message message, Duration timeout) throws InterruptedException {
        Map<String, String> headers = new HashMap<>(message.headers());
        headers.putAll(extra);
        Instant at = skew.now();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
        try {
            signer.sign(address, headers, message.body(), at).forEach((name, value) -> {
                // The client itself writes these two, to the same effect.
                if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                    request.setHeader(name, value);
                }
            });
        } catch (Signer.Unsigned e) {
            return new Answer.NotSent(String.valueOf(e.getMessage()));
        }
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request.build(), headersCame -> new BoundedBody());
        try {
            return answer(exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS), at);
        } catch (TimeoutException e) {
            return new Answer.Unanswered("no answer within " + timeout);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why = cause.getClass().getSimpleName()
                    + (cause.getMessage() == null ? "" : ": " + Said.line(cause.getMessage()));
            return neverLeft(cause) ? new Answer.NotSent(why) : new Answer.Unanswered(why);
        } finally {
            exchange.cancel(true); // nothing to one that has ended
        }
    }

    private static boolean neverLeft(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof SSLHandshakeException;
    }

    private Answer answer(HttpResponse<byte[]> response, Instant signed) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            ProtoFields partial = ProtoFields.of(ProtoFields.of(response.body()).nested());
            return new Answer.Taken(Math.max(0, partial.number()), said(partial.text()));
        }
        String why = (status + " " + message(response)).strip();
        if (status == 429 || (status >= 502 && status <= 504)) {
            return new Answer.Again(
                    why, response.headers().firstValue("Retry-After").flatMap(this::wait));
        }
        boolean aboutTime = status == 400 || status == 401 || status == 403;
        if (aboutTime
                && response.headers()
                        .firstValue("Date")
                        .filter(date -> skew.explains(date, signed))
                        .isPresent()) {
            return new Answer.Again(why, Optional.of(Duration.ZERO));
        }
        return status == 400 || status == 413 ? new Answer.Unfit(why) : new Answer.Refused(why);
    }

    private String message(HttpResponse<byte[]> response) {
        boolean protobuf = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/x-protobuf"))
                .isPresent();
        return said(
                protobuf
                        ? ProtoFields.of(response.body()).text()
                        : new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Without the values of our headers, such as a key: there are receivers that repeat what they refuse. */
    private String said(String text) {
        String hidden = text;
        for (String value : extra.values()) {
            for (String word : value.split("\\s+", -1)) { // of "Bearer key" they repeat the key
                if (word.length() >= SHORTEST_SECRET) {
                    hidden = hidden.replace(word, "***");
                }
            }
        }
        return Said.line(hidden);
    }

    /** Seconds, or a date. */
    private Optional<Duration> wait(String retryAfter) {
        try {
            if (retryAfter.matches("[0-9]{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
            }
            Instant until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(skew.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty(); // it says nothing that we could keep to
        }
    }

    /** Ends the threads; the client's own goes with the client, when that is collected. */
    void close() {
        threads.shutdown();
    }
}
