package dev.eloquent.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;

/** Where OpenTelemetry hands over spans that have ended; owns the courier's thread. */
final class SpanPipeline implements SpanProcessor {
    private final SpanStock spans;
    private final Post post;
    private final Thread thread;
    private final Duration closing;

    /** @param closing the time for a close that comes from OpenTelemetry's own door, and names none */
    SpanPipeline(SpanStock spans, Post post, SpanCourier courier, Duration closing) {
        this.spans = spans;
        this.post = post;
        this.closing = closing;
        this.thread = new Thread(courier, "eloquent-tracing");
        thread.setDaemon(true);
        thread.start();
    }

    DeliveryReport flush(Duration most) throws InterruptedException {
        return spans.flush(most);
    }

    DeliveryReport close(Duration most) {
        DeliveryReport report = spans.close(most);
        thread.interrupt(); // ends an exchange or a pause that is still under way
        post.close();
        return report;
    }

    DeliveryReport totals() {
        return spans.totals();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Only the end is of interest.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (span.getSpanContext().isSampled()) {
            spans.queue().offer(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /** Blocks, so that the answer is true: whether everything was sent. */
    @Override
    public CompletableResultCode forceFlush() {
        return code(this::flush);
    }

    /** Blocks, so that the answer is true: whether everything was sent. */
    @Override
    public CompletableResultCode shutdown() {
        return code(this::close);
    }

    private CompletableResultCode code(Blocking call) {
        try {
            return call.within(closing).complete()
                    ? CompletableResultCode.ofSuccess()
                    : CompletableResultCode.ofFailure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableResultCode.ofFailure();
        }
    }

    private interface Blocking {
        DeliveryReport within(Duration most) throws InterruptedException;
    }
}
