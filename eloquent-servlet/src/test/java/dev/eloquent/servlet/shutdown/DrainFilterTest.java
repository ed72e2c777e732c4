package dev.eloquent.servlet.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.servlet.Body;
import dev.eloquent.shutdown.CutWork;
import dev.eloquent.shutdown.ShutdownReport;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are in flight, and until when. */
final class DrainFilterTest extends DrainedApplication {
    @Override
    void install(ServletContext context) {
        Body.mount(context, "/uncounted/slow", this::slow);
        Body.mount(context, "/counted/slow", this::slow);
        Body.mount(
                context,
                "/counted/forward",
                (request, response) ->
                        request.getRequestDispatcher("/counted/slow").forward(request, response));
        Body.mount(context, "/counted/events", this::events);
    }

    /** Events until the shutdown begins, on this thread or another; or one event and no end. */
    private void events(HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (String.valueOf(request.getQueryString()).equals("async")) {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                eventsUntilDraining(response);
                async.complete();
            });
        } else if (String.valueOf(request.getQueryString()).equals("endless")) {
            response.getWriter().write("data: tick\n\n");
            response.flushBuffer();
            entered.countDown();
            leave.await();
        } else {
            eventsUntilDraining(response);
        }
    }

    private void eventsUntilDraining(HttpServletResponse response) {
        try {
            response.flushBuffer();
            entered.countDown();
            while (!shutdown.draining()) {
                response.getWriter().write("data: tick\n\n");
                response.flushBuffer();
            }
            response.getWriter().write("data: bye\n\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRequestIsWaitedFor() throws Exception {
        try (Client client = new Client().send("/counted/slow")) {
            entered.await();
            CompletableFuture<ShutdownReport> run = run();
            awaitDraining();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            leave.countDown();
            assertThat(client.answer()).contains("200").endsWith("slow");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void control_withoutTheFilterNobodyWaits() throws Exception {
        try (Client client = new Client().send("/uncounted/slow")) {
            entered.await();
            assertThat(counts(run().join())).containsExactly(0L, 0L, 0L);
            leave.countDown();
            assertThat(client.answer()).endsWith("slow");
        }
    }

    @Test
    void aForwardedRequestIsOne() throws Exception {
        try (Client client = new Client().send("/counted/forward")) {
            entered.await();
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            leave.countDown();
            assertThat(client.answer()).endsWith("slow");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "async"})
    void aStreamThatLooksAtDrainingEndsWell(String how) throws Exception {
        try (Client client = new Client().send("/counted/events?" + how)) {
            entered.await();
            CompletableFuture<ShutdownReport> run = run();
            assertThat(client.answer()).contains("data: bye");
            assertThat(counts(run.join())).containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    @SuppressWarnings("try") // The client only has to be there.
    void aStreamThatDoesNotIsCutAndNamedWithItsStack() throws Exception {
        try (Client client = new Client().send("/counted/events?endless")) {
            entered.await();
            ShutdownReport report = run().join();
            assertThat(counts(report)).containsExactly(0L, 0L, 1L);
            CutWork cut = report.cutWork().get(0);
            assertThat(cut.name()).isEqualTo("GET /app/counted/events");
            assertThat(cut.stacks().toString()).contains("DrainFilterTest.events");
        }
    }
}
