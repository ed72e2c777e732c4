package dev.eloquent.servlet.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.servlet.Body;
import dev.eloquent.shutdown.CutWork;
import dev.eloquent.shutdown.ShutdownReport;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Until when asynchronous requests are in flight. */
final class DrainAsyncTest extends DrainedApplication {
    private final CountDownLatch returned = new CountDownLatch(1);
    private final BlockingQueue<AsyncContext> started = new LinkedBlockingQueue<>();

    @Override
    void install(ServletContext context) {
        FilterRegistration.Dynamic outer = context.addFilter("outer", (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } finally {
                returned.countDown();
            }
        });
        outer.setAsyncSupported(true);
        outer.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        Body.mount(context, "/counted/async", this::async);
        Body.mount(
                context,
                "/counted/timeout",
                (request, response) -> request.startAsync().setTimeout(100));
        Body.mount(context, "/counted/cut", Body::cut);
    }

    private void async(HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.getWriter().write("dispatched ");
        }
        AsyncContext async = switch (String.valueOf(request.getQueryString())) {
            case "own" -> request.startAsync(request, response);
            case "unwrapped" -> unwrapped(request).startAsync();
            default -> request.startAsync();
        };
        async.setTimeout(0);
        started.add(async);
        if (String.valueOf(request.getQueryString()).equals("held")) {
            leave.await();
        }
        if (String.valueOf(request.getQueryString()).equals("broken")) {
            throw new IllegalStateException("broken");
        }
    }

    private static ServletRequest unwrapped(ServletRequest request) {
        return request instanceof ServletRequestWrapper wrapper ? wrapper.getRequest() : request;
    }

    @Test
    void anAsynchronousRequestIsInFlightUntilItIsComplete() throws Exception {
        try (Client client = new Client().send("/counted/async")) {
            AsyncContext async = started.poll(10, TimeUnit.SECONDS);
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            async.getResponse().getWriter().write("done");
            async.complete();
            assertThat(client.answer()).endsWith("done");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?own", "?unwrapped"})
    void dispatchedAndStartedAgainItIsOneRequestStill(String how) throws Exception {
        try (Client client = new Client().send("/counted/async" + how)) {
            AsyncContext first = started.poll(10, TimeUnit.SECONDS);
            returned.await();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            first.dispatch();
            AsyncContext again = started.poll(10, TimeUnit.SECONDS);
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            again.complete();
            assertThat(client.answer()).contains("dispatched");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void anAsynchronousResponseIsLeftToWhoeverCompletesIt() throws Exception {
        try (Client client = new Client().send("/counted/async?held")) {
            AsyncContext async = started.poll(10, TimeUnit.SECONDS);
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            leave.countDown();
            returned.await();
            HttpServletResponse response = (HttpServletResponse) async.getResponse();
            assertThat(response.getHeader("Connection")).isNull();
            async.complete();
            assertThat(client.answer()).contains("200");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void whatFailsAfterItBecameAsynchronousIsOver() throws Exception {
        try (Client client = new Client().send("/counted/async?broken")) {
            assertThat(client.answer()).contains("500");
            assertThat(counts(run().join()).get(2)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "dispatched", "restarted"})
    void whatFailsAfterItsAnswerHasBegunIsOver(String where) throws Exception {
        try (Client client = new Client().send("/counted/cut?" + where)) {
            assertThat(client.answer()).contains("200");
            assertThat(counts(run().join()).get(2)).isZero();
        }
    }

    @Test
    @SuppressWarnings("try") // The client only has to be there.
    void whatIsNeverCompletedIsCutAndNamed() throws Exception {
        try (Client client = new Client().send("/counted/async?token=private")) {
            started.poll(10, TimeUnit.SECONDS);
            ShutdownReport report = run().join();
            assertThat(counts(report)).containsExactly(0L, 0L, 1L);
            assertThat(report.cutWork()).extracting(CutWork::name).containsExactly("GET /app/counted/async");
        }
    }

    @Test
    void whatTimesOutIsOverToo() throws Exception {
        try (Client client = new Client().send("/counted/timeout")) {
            assertThat(client.answer()).contains("500");
            assertThat(counts(run().join()).get(2)).isZero();
        }
    }
}
