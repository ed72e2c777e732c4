package dev.eloquent.metrics.step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What has become of the data so far. Guarded by the lock of its outbox. */
final class Totals {
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private long sent;
    private long repeated;
    private long uncertain;
    private long failures;
    private String lastFailure = "";

    void sent(long data, boolean maybeTwice) {
        sent += data;
        repeated += maybeTwice ? data : 0;
    }

    void dropped(DropReason reason, long data) {
        dropped.merge(reason, data, Long::sum);
    }

    void uncertain(long data) {
        uncertain += data;
    }

    void failure(String why) {
        failures++;
        lastFailure = why;
    }

    Totals copy() {
        Totals copy = new Totals();
        copy.dropped.putAll(dropped);
        copy.sent = sent;
        copy.repeated = repeated;
        copy.uncertain = uncertain;
        copy.failures = failures;
        copy.lastFailure = lastFailure;
        return copy;
    }

    Settled since(Totals before, long waiting, Duration took) {
        List<String> why = new ArrayList<>();
        long lost = 0;
        for (DropReason reason : DropReason.values()) {
            long data = dropped.getOrDefault(reason, 0L) - before.dropped.getOrDefault(reason, 0L);
            lost += data;
            if (data > 0) {
                why.add(data + " dropped: " + reason.text());
            }
        }
        long unknown = uncertain - before.uncertain;
        if (unknown > 0) {
            why.add(unknown + " uncertain: there was no answer to say whether they are counted");
        }
        if (failures > before.failures) {
            why.add("last failure: " + lastFailure);
        }
        return new Settled(sent - before.sent, repeated - before.repeated, lost, unknown, waiting, why, took);
    }
}
