package dev.eloquent.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Lets spans be made, so that they have ids, and forgets them: OpenTelemetry makes none if no processor asks for any. */
final class NoDelivery implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Nothing to note.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // Nothing to send.
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }
}
