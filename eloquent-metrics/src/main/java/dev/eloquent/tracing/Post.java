package dev.eloquent.tracing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    private final URI address;
    private final Map<String, String> extra;
    private final Signer signer;
    private final Skew skew;
    private final ResponseReader reader;
    private final ThreadPoolExecutor threads;
    private final HttpClient client;

    Post(URI address, Map<String, String> extra, Signer signer, Skew skew) {
        this.address = address;
        this.extra = extra;
        this.signer = signer;
        this.skew = skew;
        this.reader = new ResponseReader(extra.values(), skew);
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
        } finally {
            // A provider of credentials may leave an interrupt behind, which means nothing here.
            Thread.interrupted();
        }
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request.build(), headersCame -> new BoundedBody());
        try {
            return reader.read(exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS), at);
        } catch (TimeoutException e) {
            return new Answer.Unanswered("no answer within " + timeout);
        } catch (ExecutionException e) {
            return reader.read(e.getCause() == null ? e : e.getCause());
        } finally {
            exchange.cancel(true); // nothing to one that has ended
        }
    }

    /** Ends the threads; the client's own goes with the client, when that is collected. */
    void close() {
        threads.shutdown();
    }
}
