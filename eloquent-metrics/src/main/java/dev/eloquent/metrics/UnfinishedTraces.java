package dev.eloquent.metrics;

import dev.eloquent.tracing.DeliveryReport;
import dev.eloquent.tracing.SpanLoss;
import dev.eloquent.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;

/** What is known of the spans since a moment, for an end whose own report did not come in time. */
final class UnfinishedTraces {
    private final Tracing tracing;
    private final DeliveryReport before;

    /** From now on. */
    UnfinishedTraces(Tracing tracing) {
        this.tracing = tracing;
        this.before = tracing.totals();
    }

    /** @param last whether what waits is not tried on: then nobody knows what becomes of it, for that reason */
    DeliveryReport report(boolean last, String why) {
        DeliveryReport now = tracing.totals();
        List<SpanLoss> losses = new ArrayList<>();
        now.losses().forEach(loss -> losses.add(since(loss)));
        losses.removeIf(loss -> loss.spans() == 0);
        long given = last ? now.waiting() : 0;
        if (given > 0) {
            losses.add(new SpanLoss(true, why, given));
        }
        return new DeliveryReport(
                now.sent() - before.sent(),
                now.dropped() - before.dropped(),
                now.uncertain() - before.uncertain() + given,
                now.waiting() - given,
                losses);
    }

    private SpanLoss since(SpanLoss loss) {
        long earlier = before.losses().stream()
                .filter(each ->
                        each.uncertain() == loss.uncertain() && each.why().equals(loss.why()))
                .mapToLong(SpanLoss::spans)
                .sum();
        return new SpanLoss(loss.uncertain(), loss.why(), loss.spans() - earlier);
    }
}
