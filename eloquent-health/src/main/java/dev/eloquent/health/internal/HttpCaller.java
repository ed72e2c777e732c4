package dev.eloquent.health.internal;

import dev.eloquent.health.ReasonCode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP exchanges by the JDK's client, each within one deadline: the look-up of the name, connecting, TLS, headers
 * and body.
 *
 * <p>The client's own timeout ends with the headers (seen on 17.0.15 and 25.0.3): a body that trickles goes on for ever.
 * So the exchange is asynchronous, the caller waits until the deadline, and cancels; the JDK then closes the connection.
 * The caller's thread is free even where the client's hangs in the resolver.
 *
 * <p>HTTP/1.1, because a cancelled exchange takes its connection with it. With HTTP/2 the connection outlives it, and one
 * that has silently died would fail every run that follows. The client and its threads begin with the first exchange, so
 * that a check that is only described costs nothing.
 */
public final class HttpCaller {
    private final Optional<HttpClient> given;
    private @Nullable HttpClient own;
    private volatile boolean mayHoldConnection;

    private HttpCaller(Optional<HttpClient> given) {
        this.given = given;
    }

    /** By a client of its own, which follows no redirects. */
    public static HttpCaller ofItsOwn() {
        return new HttpCaller(Optional.empty());
    }

    /** By this client. */
    public static HttpCaller by(HttpClient client) {
        return new HttpCaller(Optional.of(client));
    }

    /** The client that was given, if any. */
    public Optional<HttpClient> given() {
        return given;
    }

    /**
     * Whether the client may still hold the connection of the last exchange. If it does, the server may have closed it
     * in the meantime, and an exchange that then fails tells nothing of the server.
     */
    public boolean mayHoldConnection() {
        return mayHoldConnection;
    }

    /**
     * Makes one exchange.
     *
     * @param maxBody how many bytes of the body are taken; the rest is left and the connection closed
     * @throws NetworkFault if there was no answer by the deadline, or only a part of one
     * @throws InterruptedException if the thread was interrupted; the exchange is cancelled then
     */
    public HttpAnswer send(HttpRequest.Builder request, int maxBody, Deadline deadline)
            throws NetworkFault, InterruptedException {
        long begin = System.nanoTime();
        AtomicBoolean headersCame = new AtomicBoolean();
        mayHoldConnection = false;
        CompletableFuture<HttpResponse<BoundedBody.Taken>> exchange = client().sendAsync(
                        request.timeout(deadline.left()).build(), headers -> {
                            headersCame.set(true);
                            return new BoundedBody(maxBody);
                        });
        try {
            HttpResponse<BoundedBody.Taken> response =
                    exchange.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            BoundedBody.Taken body = response.body();
            mayHoldConnection = !body.cut();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            return new HttpAnswer(response.statusCode(), response.headers(), body.bytes(), body.cut(), took);
        } catch (TimeoutException e) {
            throw NetworkFault.of(e).with("waited_for", headersCame.get() ? "the end of the body" : "the headers");
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw fault(cause == null ? e : cause, headersCame.get());
        } finally {
            exchange.cancel(true); // nothing to one that has ended
        }
    }

    private static NetworkFault fault(Throwable cause, boolean headersCame) {
        ReasonCode reason = NetworkReasons.of(cause);
        boolean truncated = headersCame && reason.equals(NetworkReasons.CONNECTION_FAILED);
        return NetworkFault.of(truncated ? NetworkReasons.BAD_ANSWER : reason, cause);
    }

    private synchronized HttpClient client() {
        if (given.isPresent()) {
            return given.get();
        }
        @Nullable HttpClient client = own;
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            own = client;
        }
        return client;
    }
}
