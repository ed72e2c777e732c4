package dev.eloquent.servlet.shutdown;

import dev.eloquent.shutdown.Work;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that knows its work. It listens from the very start of anything asynchronous: asked only after the handler
 * has returned, a request that was dispatched or completed by another thread meanwhile would look like one that ended.
 */
final class CountedRequest extends HttpServletRequestWrapper {
    private final Work work;
    private volatile boolean asynchronous;

    CountedRequest(HttpServletRequest request, Work work) {
        super(request);
        this.work = work;
    }

    @Override
    public AsyncContext startAsync() {
        return listened(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return listened(super.startAsync(request, response));
    }

    private AsyncContext listened(AsyncContext context) {
        asynchronous = true;
        context.addListener(new EndOfWork(work));
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

    /** A timeout or an error is followed by the completion, so that this alone ends the work. */
    private record EndOfWork(Work work) implements AsyncListener {
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
        public void onError(AsyncEvent event) {}
    }
}
