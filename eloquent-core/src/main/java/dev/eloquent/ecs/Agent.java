package dev.eloquent.ecs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The ECS agent beside this task, asked over HTTP/1.1 and without a proxy: it has a link-local address.
 *
 * <p>The whole exchange is bounded, from connecting to the last byte, and cancelled at the end of its time: the client's
 * own timeout ends with the headers (seen on 17.0.15 and 25.0.3). A request that breaks is made once more within the same
 * time, on a new connection: between two renewals the agent may have closed the one that was kept, and to be told the
 * same twice does nothing. For use by one thread.
 */
final class Agent {
    private static final String PATH = "/task-protection/v1/state";
    private static final int MAX_ANSWER = 64 * 1024;

    private final URI state;
    private final Duration patience;
    private @Nullable HttpClient client;

    /** @param patience how long an exchange may take in all */
    Agent(URI root, Duration patience) {
        this.state = URI.create(root.toString().replaceAll("/+$", "") + PATH);
        this.patience = patience;
    }

    Outcome protect(Duration expiry) throws InterruptedException {
        return tell("{\"ProtectionEnabled\":true,\"ExpiresInMinutes\":" + expiry.toMinutes() + "}", true);
    }

    Outcome release() throws InterruptedException {
        return tell("{\"ProtectionEnabled\":false}", false);
    }

    private Outcome tell(String body, boolean enabled) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(state)
                .header("Content-Type", "application/json")
                .header("User-Agent", "eloquent-core")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long end = System.nanoTime() + patience.toNanos();
        try {
            HttpResponse<byte[]> answer;
            try {
                answer = exchange(request, end);
            } catch (ExecutionException broken) {
                answer = exchange(request, end);
            }
            return AgentAnswer.read(answer.statusCode(), answer.body(), enabled);
        } catch (TimeoutException late) {
            return new Outcome.Unknown(
                    "no answer", "the ECS agent did not answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException broken) {
            return new Outcome.Unknown("no answer", "the ECS agent could not be asked: " + cause(broken));
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, long end)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client().sendAsync(request, headers -> new BoundedBody(MAX_ANSWER));
        try {
            return exchange.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } finally {
            exchange.cancel(true); // nothing to one that has ended; the JDK closes the connection of any other
        }
    }

    private static String cause(ExecutionException broken) {
        @Nullable Throwable cause = broken.getCause();
        return cause instanceof IOException && cause.getMessage() != null
                ? cause.getClass().getSimpleName() + ": " + cause.getMessage()
                : String.valueOf(cause);
    }

    /** Made when it is first needed: one that does nothing costs no thread. */
    private HttpClient client() {
        @Nullable HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .build();
            client = made;
        }
        return made;
    }
}
