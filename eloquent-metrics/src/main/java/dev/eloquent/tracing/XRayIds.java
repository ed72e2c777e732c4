package dev.eloquent.tracing;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Ids as X-Ray has them: of a trace the first 32 bits are the time in seconds, the rest is chance. A load balancer's id
 * that {@link XRayPropagator} has found in the request is kept, so that its log and the trace go by the same id.
 */
final class XRayIds implements IdGenerator {
    private final Clock clock;
    private final LongSupplier random;

    XRayIds(Clock clock, LongSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String generateTraceId() {
        Optional<String> root = XRayPropagator.root(Context.current());
        if (root.isPresent()) {
            return root.get();
        }
        long first = Math.floorDiv(clock.millis(), 1_000) << 32 | (random.getAsLong() & 0xFFFF_FFFFL);
        return TraceId.fromLongs(first, random.getAsLong());
    }

    @Override
    public String generateSpanId() {
        long id = random.getAsLong();
        while (id == 0) { // which is no id
            id = random.getAsLong();
        }
        return SpanId.fromLong(id);
    }
}
