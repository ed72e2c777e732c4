package dev.eloquent.servlet.shutdown;

import dev.eloquent.shutdown.Work;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request that knows its work. It listens from the very start of anything asynchronous: asked only after the handler
 * has returned, a request that was dispatched or completed by another thread meanwhile would look like one that ended.
 */
final class CountedRequest extends HttpServletRequestWrapper {
    private final HttpServletResponse response;
    private final Work work;
    private volatile boolean asynchronous;

    CountedRequest(HttpServletRequest request, HttpServletResponse response, Work work) {
        super(request);
        this.response = response;
        this.work = work;
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
        context.addListener(new EndOfWork());
        return context;
    }

    /** The handler has returned: whether the request is over, and its response still this thread's. */
    boolean isOver() {
        if (!asynchronous && isAsyncStarted()) {
            // By somebody who has looked behind the wrapper. Late, but better than not at all.
            listened(getAsyncContext());
        }
        return !asynchronous;
    }

    /** After an answer has begun it is the end: Jetty cuts such an answer off, and calls no completion. */
    void failed() {
        if (response.isCommitted()) {
            work.close();
        }
    }

    /** The completion ends the work, also after a timeout; an error does too, as none may follow. */
    private final class EndOfWork implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            work.close();
        }

        /** Started again after a dispatch: the container has dropped its listeners. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {
            failed();
        }
    }
}
