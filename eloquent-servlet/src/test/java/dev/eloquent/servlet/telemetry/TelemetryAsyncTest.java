package dev.eloquent.servlet.telemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.servlet.Body;
import dev.eloquent.servlet.Container;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of an asynchronous request, and that it is recorded once. */
final class TelemetryAsyncTest extends RecordedApplication {
    private final BlockingQueue<AsyncContext> started = new LinkedBlockingQueue<>();

    @Override
    void install(ServletContext context) {
        mount(context, "/async", this::async);
        mount(context, "/timeout", (request, response) -> request.startAsync().setTimeout(100));
        mount(context, "/late-timeout", (request, response) -> {
            request.startAsync().setTimeout(100);
            response.flushBuffer();
        });
        mount(context, "/cut", Body::cut);
        mount(context, "/stream-async", TelemetryAsyncTest::streamByAnotherThread);
    }

    private void async(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.setStatus(202);
            response.getWriter().write("dispatched");
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        started.add(async);
    }

    /** Tomcat completes it by itself when the client is gone; Jetty leaves that to the thread that writes. */
    private static void streamByAnotherThread(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        async.start(() -> {
            try {
                OutputStream out = response.getOutputStream();
                while (true) {
                    out.write(new byte[8_192]);
                    out.flush();
                }
            } catch (IOException gone) {
                if (Container.servletVersion().equals("6.0")) {
                    async.complete();
                }
            }
        });
    }

    @Test
    void aFrameworkIsAskedAboutWhatIsCompletedWithoutADispatch() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/async"), HttpResponse.BodyHandlers.ofString());
        AsyncContext async = started.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        // As Javalin's handler of what comes after, on the thread that completes a future.
        async.getRequest().setAttribute("route", "/framework/{name}");
        async.complete();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(timer("GET", "/framework/{name}", "200", "SUCCESS").count()).isEqualTo(1);
        assertThat(span().getName()).isEqualTo("GET /framework/{name}");
    }

    @Test
    void anAsynchronousRequestEndsWhenItIsComplete() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/async"), HttpResponse.BodyHandlers.ofString());
        AsyncContext async = started.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(registry.getMeters()).isEmpty();
        ((HttpServletResponse) async.getResponse()).setStatus(201);
        async.complete();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        assertThat(timer("GET", "UNKNOWN", "201", "SUCCESS").count()).isEqualTo(1);
        assertThat(span().getAttributes().get(longKey("http.response.status_code")))
                .isEqualTo(201L);
    }

    @Test
    void whatIsDispatchedRunsWithinTheSpanAndIsRecordedOnce() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/async"), HttpResponse.BodyHandlers.ofString());
        started.poll(LONG.toSeconds(), TimeUnit.SECONDS).dispatch();
        assertThat(answer.get(LONG.toSeconds(), TimeUnit.SECONDS).body()).isEqualTo("dispatched");
        assertThat(timer("GET", "UNKNOWN", "202", "SUCCESS").count()).isEqualTo(1);
        assertThat(registry.getMeters()).hasSize(2);
        assertThat(current).containsExactly(TRACE, TRACE);
        span();
    }

    @Test
    void anAsynchronousRequestThatTimesOutIsAnErrorOfTheServer() throws Exception {
        assertThat(get("/timeout").statusCode()).isEqualTo(500);
        assertThat(timer("GET", "UNKNOWN", "500", "SERVER_ERROR").count()).isEqualTo(1);
    }

    @Test
    void anAnswerThatHasBegunAndTimesOutIsWhatWasSent() throws Exception {
        CompletableFuture<?> unused =
                client.sendAsync(request("/late-timeout"), HttpResponse.BodyHandlers.discarding());
        assertThat(timer("GET", "UNKNOWN", "200", "SUCCESS").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "dispatched", "restarted"})
    void anAsynchronousRequestThatFailsAfterItsAnswerHasBegunIsRecordedOnce(String where) throws Exception {
        CompletableFuture<?> unused =
                client.sendAsync(request("/cut?" + where), HttpResponse.BodyHandlers.discarding());
        assertThat(timer("GET", "UNKNOWN", "200", "SERVER_ERROR").count()).isEqualTo(1);
        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span().getAttributes().get(stringKey("error.type"))).isEqualTo("java.lang.IllegalStateException");
        assertThat(registry.getMeters()).hasSize(2);
    }

    @Test
    void aClientThatGoesAwayFromAnotherThreadsAnswerIsNoErrorOfTheServer() throws Exception {
        try (Socket socket = ask("/stream-async")) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0); // closes with a reset
        }
        // In Jetty the thread that has caught the exception has answered for it.
        String outcome = Container.servletVersion().equals("6.0") ? "SUCCESS" : "UNKNOWN";
        assertThat(timer("GET", "UNKNOWN", "200", outcome).count()).isEqualTo(1);
    }
}
