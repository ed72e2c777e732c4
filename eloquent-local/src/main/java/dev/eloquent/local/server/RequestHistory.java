package dev.eloquent.local.server;

import dev.eloquent.local.ReceivedRequest;
import dev.eloquent.local.Requests;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The requests so far: all counted, the last ones kept. */
final class RequestHistory {
    private static final int KEPT = 10_000;

    /** Whoever asks for ever new paths does not fill the memory. */
    private static final int MOST_PATHS = 1_000;

    private final long start;
    private final Deque<ReceivedRequest> latest = new ArrayDeque<>();
    private final Map<String, Long> totals = new TreeMap<>();
    private long total;

    RequestHistory(long startNanos) {
        this.start = startNanos;
    }

    synchronized void add(long nanos, String method, String path, int status) {
        total++;
        if (totals.containsKey(path) || totals.size() < MOST_PATHS) {
            totals.merge(path, 1L, Long::sum);
        }
        latest.add(new ReceivedRequest(Duration.ofNanos(nanos - start), method, path, status));
        if (latest.size() > KEPT) {
            latest.remove();
        }
    }

    synchronized Requests requests() {
        return new Requests(total, List.copyOf(latest));
    }

    /** Of all requests, not of the latest alone. */
    synchronized Map<String, Long> totals() {
        return new TreeMap<>(totals);
    }
}
