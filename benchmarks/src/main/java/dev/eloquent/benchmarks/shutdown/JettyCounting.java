package dev.eloquent.benchmarks.shutdown;

import java.lang.reflect.Proxy;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.StatisticsHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Jetty's two ways to count requests, without a server around them: {@link GracefulHandler}, whose handler completes the
 * request at once, and {@link StatisticsHandler}, which Spring Boot asks, and of which only the three events of a request
 * are raised that change its numbers.
 */
@State(Scope.Benchmark)
public class JettyCounting implements AutoCloseable {
    private static final Request REQUEST = new UnreadRequest();
    private static final Response RESPONSE = unread(Response.class);

    private final GracefulHandler graceful = new GracefulHandler(new Completing());
    private final Statistics statistics = new Statistics();

    @Setup
    public void start() {
        graceful.setServer(new Server());
        LifeCycle.start(graceful);
    }

    /** A request from its begin to its end, which the callback sees while it is still counted. */
    void graceful(Callback callback) throws Exception {
        graceful.handle(REQUEST, RESPONSE, callback);
    }

    long inFlightGraceful() {
        return graceful.getCurrentRequestCount();
    }

    void beginStatistics() {
        statistics.begin();
    }

    void endStatistics() {
        statistics.end();
    }

    long inFlightStatistics() {
        return statistics.getRequestsActive();
    }

    @TearDown
    @Override
    public void close() {
        LifeCycle.stop(graceful);
    }

    private static <T> T unread(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new UnsupportedOperationException(method.toString());
        }));
    }

    /** Of which only the times are read. */
    private static final class UnreadRequest extends Request.Wrapper {
        private UnreadRequest() {
            super(unread(Request.class));
        }

        @Override
        public long getBeginNanoTime() {
            return 0;
        }

        @Override
        public long getHeadersNanoTime() {
            return 0;
        }
    }

    private static final class Completing extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            callback.succeeded();
            return true;
        }
    }

    /** Raises its events. */
    private static final class Statistics extends StatisticsHandler {
        void begin() {
            onBeforeHandling(REQUEST);
        }

        void end() {
            onAfterHandling(REQUEST, true, null);
            onComplete(REQUEST, 200, HttpFields.EMPTY, null);
        }
    }
}
