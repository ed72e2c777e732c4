package dev.eloquent.metrics.step;

import java.util.ArrayList;
import java.util.List;

/** Data for one call. */
public record Batch(List<Datum> data, int bytes) {
    /** What PutMetricData takes, before it is compressed. */
    public static final int MOST_BYTES = 1_000_000;

    /** Copies the list. */
    public Batch {
        data = List.copyOf(data);
    }

    /** How many data. */
    public int size() {
        return data.size();
    }

    /** In order. A datum by itself is always within the limits. */
    public static List<Batch> of(List<Datum> data, int mostData, int mostBytes) {
        List<Batch> batches = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int at = 0; at < data.size(); at++) {
            int more = data.get(at).bytes();
            if (at > from && (at - from == mostData || bytes + more > mostBytes)) {
                batches.add(new Batch(data.subList(from, at), bytes));
                from = at;
                bytes = 0;
            }
            bytes += more;
        }
        if (from < data.size()) {
            batches.add(new Batch(data.subList(from, data.size()), bytes));
        }
        return batches;
    }

    /** For one that is refused: it may be because of a single datum. */
    List<Batch> halves() {
        return of(data, (data.size() + 1) / 2, Integer.MAX_VALUE);
    }
}
