package dev.eloquent.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes batches from the queue and has them delivered, on a thread of its own, until the queue has ended. */
final class SpanCourier implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

    /** So many refusals of a batch are answered by halves: enough for seven spans in a thousand. */
    private static final int DIVISIONS = 64;

    /** So many as long as nothing of the batch was taken: it may be that the receiver takes nothing at all. */
    private static final int DIVISIONS_BLIND = 16;

    /** So many if it took nothing of the last batch that was divided, either. */
    private static final int DIVISIONS_HOPELESS = 3;

    private final SpanQueue queue;
    private final SpanBooks books;
    private final ClosingTime time;
    private final SpanEncoder encoder;
    private final Delivery delivery;
    private final Resource resource;
    private final Supplier<Attributes> late;
    private int blind = DIVISIONS_BLIND;

    SpanCourier(SpanStock spans, SpanEncoder encoder, Delivery delivery, Resource resource, Supplier<Attributes> late) {
        this.queue = spans.queue();
        this.books = spans.books();
        this.time = spans.time();
        this.encoder = encoder;
        this.delivery = delivery;
        this.resource = resource;
        this.late = late;
    }

    @Override
    public void run() {
        boolean more = true;
        while (more) {
            try {
                List<ReadableSpan> some = queue.take();
                more = !some.isEmpty();
                deliver(some);
            } catch (InterruptedException e) {
                // By the close when its time is over; or left behind by code of others, which costs no more than this.
                books.restLost("their delivery was interrupted");
                more = !time.isSealed();
            } catch (Throwable unsaid) {
                // By the log: what became of the batch is settled by then, and the thread is needed for the next one.
            }
        }
    }

    private void deliver(List<ReadableSpan> some) throws InterruptedException {
        if (some.isEmpty()) {
            return;
        }
        try {
            ship(completed(some));
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // Of an attribute's or a supplier's own making, and be it an Error. It costs this batch, not those that
            // follow.
            books.restLost("they could not be encoded: " + Said.by(e));
            LOG.warn("a batch of {} spans is lost", some.size(), e);
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

    /**
     * Sends a batch, whole or in halves and their halves: one that is too long, and one that is refused for what is in it,
     * until the span is found that the receiver does not take. The larger parts go first, and there is an end to it.
     */
    private void ship(List<SpanData> batch) throws InterruptedException {
        Deque<List<SpanData>> parts = new ArrayDeque<>(List.of(batch));
        int refusals = 0;
        boolean taken = false;
        boolean doubt = false;
        while (!parts.isEmpty()) {
            List<SpanData> part = parts.remove();
            SpanEncoder.Encoded encoded = encoder.encode(part);
            if (encoded instanceof SpanEncoder.Message message) {
                Delivery.Outcome outcome = delivery.deliver(message, part.size(), doubt);
                if (outcome instanceof Delivery.Unfit unfit) {
                    doubt |= unfit.uncertain();
                    refusals++;
                    if (part.size() > 1 && refusals < (taken ? DIVISIONS : blind)) {
                        divide(part, parts);
                        continue;
                    }
                }
                taken |= outcome instanceof Delivery.Sent;
                settle(outcome, part.size());
                delivery.say();
            } else if (encoded instanceof SpanEncoder.Failed failed) {
                books.lost(false, failed.why(), part.size());
            } else if (part.size() == 1) {
                books.lost(false, "one span is larger than the receiver takes", 1);
            } else {
                divide(part, parts);
            }
        }
        if (taken) {
            blind = DIVISIONS_BLIND;
        } else if (refusals > 0) {
            blind = DIVISIONS_HOPELESS;
        }
    }

    private static void divide(List<SpanData> part, Deque<List<SpanData>> parts) {
        int half = part.size() / 2;
        parts.add(part.subList(0, half));
        parts.add(part.subList(half, part.size()));
    }

    private void settle(Delivery.Outcome outcome, long spans) {
        if (outcome instanceof Delivery.Sent sent) {
            long rejected = Math.min(spans, sent.rejected());
            books.lost(false, "the receiver rejected them: " + sent.why(), rejected);
            books.sent(spans - rejected);
        } else if (outcome instanceof Delivery.Lost lost) {
            books.lost(lost.uncertain(), lost.why(), spans);
        } else if (outcome instanceof Delivery.Unfit unfit) {
            delivery.troubled(unfit.why());
            books.lost(unfit.uncertain(), unfit.why(), spans);
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
