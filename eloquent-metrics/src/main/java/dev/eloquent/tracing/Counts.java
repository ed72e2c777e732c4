package dev.eloquent.tracing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The books: how many spans were sent, and how many were lost for which reason. Guarded by its owner. */
final class Counts {
    /** Reasons quote receivers, who may say anything: so many are told apart. */
    private static final int REASONS = 20;

    private static final String OTHERS = "other reasons";

    private long sent;
    private final Map<Reason, Long> lost = new LinkedHashMap<>();

    record Reason(boolean uncertain, String why) {}

    void sent(long spans) {
        sent += spans;
    }

    void lost(boolean uncertain, String why, long spans) {
        if (spans > 0) {
            Reason reason = new Reason(uncertain, why);
            boolean told = lost.containsKey(reason) || lost.size() < REASONS;
            lost.merge(told ? reason : new Reason(uncertain, OTHERS), spans, Long::sum);
        }
    }

    Counts copy() {
        Counts copy = new Counts();
        copy.sent = sent;
        copy.lost.putAll(lost);
        return copy;
    }

    /** What has happened since an earlier copy. */
    DeliveryReport since(Counts before, long waiting) {
        List<SpanLoss> losses = lost.entrySet().stream()
                .map(entry -> new SpanLoss(
                        entry.getKey().uncertain(),
                        entry.getKey().why(),
                        entry.getValue() - before.lost.getOrDefault(entry.getKey(), 0L)))
                .filter(loss -> loss.spans() > 0)
                .toList();
        return new DeliveryReport(sent - before.sent, sum(losses, false), sum(losses, true), waiting, losses);
    }

    private static long sum(List<SpanLoss> losses, boolean uncertain) {
        return losses.stream()
                .filter(loss -> loss.uncertain() == uncertain)
                .mapToLong(SpanLoss::spans)
                .sum();
    }
}
