package dev.eloquent.examples.rag.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes before anybody else sees it. It keeps threads for the probes: all other requests together
 * have fewer places than the server has threads, and each keeps its place until its last byte is written, so that
 * clients that never read their answers cannot take the probes' threads.
 */
final class Entrance extends Handler.Wrapper {
    /** Between two bytes of a request or an answer that is under way. */
    static final Duration STALLED = Duration.ofSeconds(10);

    /** Longer than the load balancer's 60 s: whoever closes first must not be us, or its next request is a 502. */
    static final Duration KEPT = Duration.ofSeconds(75);

    /** Javalin would take a request for one of the method that is named there, past whoever looks at methods. */
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    private final Semaphore places;
    private final List<ServletPathSpec> probes;

    Entrance(int places, List<String> probes) {
        this.places = new Semaphore(places);
        this.probes = probes.stream().map(ServletPathSpec::new).toList();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
        client.setIdleTimeout(STALLED.toMillis());
        Callback end = Callback.from(() -> client.setIdleTimeout(KEPT.toMillis()), callback);
        String path = Request.getPathInContext(request);
        if (probes.stream().anyMatch(probe -> probe.matches(path))) {
            return super.handle(request, response, end);
        }
        if (!places.tryAcquire()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            // Without waiting for the client to read it.
            ProblemErrors.write(
                    request, response, end, Problem.of(503, "too-busy", "Too many requests are being answered"));
            return true;
        }
        try {
            return super.handle(new WithoutOverride(request), response, end);
        } finally {
            places.release();
        }
    }

    private static final class WithoutOverride extends Request.Wrapper {
        private final HttpFields headers;

        WithoutOverride(Request request) {
            super(request);
            this.headers = HttpFields.build(request.getHeaders()).remove(METHOD_OVERRIDE);
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }
}
