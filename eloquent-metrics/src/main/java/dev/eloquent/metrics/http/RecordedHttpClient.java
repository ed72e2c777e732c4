package dev.eloquent.metrics.http;

import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The JDK's client, each of whose requests is recorded. */
final class RecordedHttpClient extends HttpClient {
    private final HttpClient client;
    private final HttpClientTelemetry telemetry;

    RecordedHttpClient(HttpClient client, HttpClientTelemetry telemetry) {
        this.client = client;
        this.telemetry = telemetry;
    }

    @Override
    @SuppressWarnings("try") // the scope is not looked at, only closed
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) throws IOException, InterruptedException {
        RecordedCall call = telemetry.begin(request);
        HttpResponse<T> response;
        try (Scope ignored = call.context().makeCurrent()) {
            response = client.send(telemetry.toSend(call, request), body);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            call.failed(e);
            throw e;
        }
        call.answered(response);
        return response;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> body) {
        return recorded(request, toSend -> client.sendAsync(toSend, body));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> body, @Nullable PushPromiseHandler<T> pushes) {
        return recorded(request, toSend -> client.sendAsync(toSend, body, pushes));
    }

    @SuppressWarnings("try") // the scope is not looked at, only closed
    private <T> CompletableFuture<HttpResponse<T>> recorded(
            HttpRequest request, Function<HttpRequest, CompletableFuture<HttpResponse<T>>> exchange) {
        RecordedCall call = telemetry.begin(request);
        try (Scope ignored = call.context().makeCurrent()) {
            // The JDK's own is returned: one that depends on it would, when cancelled, not run what ends the call.
            CompletableFuture<HttpResponse<T>> answer = exchange.apply(telemetry.toSend(call, request));
            CompletableFuture<?> unused = answer.whenComplete((response, thrown) -> {
                if (thrown == null) {
                    call.answered(response);
                } else {
                    @Nullable Throwable cause = thrown.getCause();
                    call.failed(thrown instanceof CompletionException && cause != null ? cause : thrown);
                }
            });
            return answer;
        } catch (RuntimeException | Error e) {
            call.failed(e);
            throw e;
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return client.newWebSocketBuilder();
    }

    // From JDK 21 on a client can be closed. Without this, close() of this class would wait for ever. The other calls
    // that end a client stay those of the base class: Java 17 cannot call them on the client that is wrapped.

    /** As that of the client, where the JDK has it. */
    public void close() {
        if (client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) { // the JDK's throws none
                throw new IllegalStateException("the client does not close", e);
            }
        }
    }
}
