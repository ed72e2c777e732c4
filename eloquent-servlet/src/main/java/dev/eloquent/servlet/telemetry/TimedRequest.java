package dev.eloquent.servlet.telemetry;

import dev.eloquent.metrics.http.internal.RecordedRequest;
import io.opentelemetry.context.Context;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request that knows its record. It listens from the very start of anything asynchronous: asked only after the servlet has
 * returned, a request that was dispatched or completed by another thread meanwhile would look like one that ended.
 */
final class TimedRequest extends HttpServletRequestWrapper {
    private final HttpServletResponse response;
    private final RecordedRequest recorded;
    private final Function<? super HttpServletRequest, Optional<String>> framework;
    private volatile boolean asynchronous;
    private volatile int sent;

    TimedRequest(
            HttpServletRequest request,
            HttpServletResponse response,
            RecordedRequest recorded,
            Function<? super HttpServletRequest, Optional<String>> framework) {
        super(request);
        this.response = response;
        this.recorded = recorded;
        this.framework = framework;
    }

    /** With the span, if there is one. */
    Context context() {
        return recorded.context();
    }

    @Override
    public AsyncContext startAsync() {
        return listened(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse answer) {
        return listened(super.startAsync(request, answer));
    }

    private AsyncContext listened(AsyncContext context) {
        asynchronous = true;
        context.addListener(new EndOfRequest());
        return context;
    }

    /** The servlet has returned: whether the request is over, and its response still this thread's. */
    boolean isOver() {
        if (!asynchronous && isAsyncStarted()) {
            // By somebody who has looked behind the wrapper. Late, but better than not at all.
            listened(getAsyncContext());
        }
        return !asynchronous;
    }

    /** The framework's, if no route is known yet. */
    void askRoute(HttpServletRequest request) {
        if (!recorded.hasRoute()) {
            try {
                framework.apply(request).ifPresent(recorded::route);
            } catch (RuntimeException e) {
                // It is about a name; the request has been answered.
                return;
            }
        }
    }

    /**
     * An exception has reached the filter, or the container tells of one: whether that tells of a client that is gone. After
     * an answer has begun it is the end: Jetty cuts such an answer off and calls no completion, and Tomcat's says 500, which
     * was never sent.
     */
    boolean failed(Throwable thrown) {
        boolean gone = GoneClient.tellOf(thrown, recorded);
        endIfCommitted();
        return gone;
    }

    private void endIfCommitted() {
        if (response.isCommitted()) {
            end(sent > 0 ? sent : response.getStatus());
        }
    }

    /** It is over; see {@link RecordedRequest#end}. */
    void end(int status) {
        askRoute((HttpServletRequest) getRequest());
        recorded.end(status);
    }

    /** The completion ends the request; an error does too, as none may follow. */
    private final class EndOfRequest implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            end(sent > 0 ? sent : response.getStatus());
        }

        /** Started again after a dispatch: the container has dropped its listeners. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        /** The completion follows. Tomcat then says 500, also of an answer that has begun with something else. */
        @Override
        public void onTimeout(AsyncEvent event) {
            if (response.isCommitted()) {
                sent = response.getStatus();
            }
        }

        @Override
        public void onError(AsyncEvent event) {
            @Nullable Throwable thrown = event.getThrowable();
            if (thrown == null) {
                endIfCommitted();
            } else {
                failed(thrown);
            }
        }
    }
}
