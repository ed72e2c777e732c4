package dev.eloquent.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes batches from the queue and has them delivered, on a thread of its own, until the queue has ended. */
final class SpanCourier implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

    private final SpanQueue queue;
    private final SpanEncoder encoder;
    private final Delivery delivery;
    private final Resource resource;
    private final Supplier<Attributes> late;

    SpanCourier(SpanQueue queue, SpanEncoder encoder, Delivery delivery, Resource resource, Supplier<Attributes> late) {
        this.queue = queue;
        this.encoder = encoder;
        this.delivery = delivery;
        this.resource = resource;
        this.late = late;
    }

    @Override
    public void run() {
        try {
            for (List<ReadableSpan> some = queue.take(); !some.isEmpty(); some = queue.take()) {
                try {
                    ship(completed(some));
                } catch (RuntimeException e) {
                    // Of an attribute's or a supplier's own making. It costs this batch, not those that follow.
                    LOG.warn("a batch of {} spans is lost", some.size(), e);
                    queue.restLost("they could not be encoded: " + Said.by(e));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the close has no time left"); // the books are sealed by then
        }
    }

    /** With the attributes that were found since the start, such as those of the ECS task. */
    private List<SpanData> completed(List<ReadableSpan> some) {
        Attributes found = late.get();
        if (found.isEmpty()) {
            return some.stream().map(ReadableSpan::toSpanData).toList();
        }
        Resource all = resource.merge(Resource.create(found));
        return some.stream()
                .map(span -> (SpanData) new Completed(span.toSpanData(), all))
                .toList();
    }

    private void ship(List<SpanData> spans) throws InterruptedException {
        SpanEncoder.Encoded encoded = encoder.encode(spans);
        if (encoded instanceof SpanEncoder.Message message) {
            settle(delivery.deliver(message), spans.size());
        } else if (encoded instanceof SpanEncoder.Failed failed) {
            queue.lost(false, failed.why(), spans.size());
        } else if (spans.size() == 1) {
            queue.lost(false, "one span is larger than the receiver takes", 1);
        } else {
            int half = spans.size() / 2;
            ship(spans.subList(0, half));
            ship(spans.subList(half, spans.size()));
        }
    }

    private void settle(Delivery.Outcome outcome, long spans) {
        if (outcome instanceof Delivery.Sent sent) {
            long rejected = Math.min(spans, sent.rejected());
            queue.lost(false, "the receiver rejected them: " + sent.why(), rejected);
            queue.sent(spans - rejected);
        } else if (outcome instanceof Delivery.Lost lost) {
            queue.lost(lost.uncertain(), lost.why(), spans);
        }
    }

    private static final class Completed extends DelegatingSpanData {
        private final Resource resource;

        Completed(SpanData span, Resource resource) {
            super(span);
            this.resource = resource;
        }

        @Override
        public Resource getResource() {
            return resource;
        }
    }
}
