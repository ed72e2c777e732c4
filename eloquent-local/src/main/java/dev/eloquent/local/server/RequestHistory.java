package dev.eloquent.local.server;

import dev.eloquent.local.ReceivedRequest;
import dev.eloquent.local.Requests;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The requests so far: all counted, the last ones kept. */
final class RequestHistory {
    private static final int KEPT = 10_000;

    private final long start;
    private final Deque<ReceivedRequest> latest = new ArrayDeque<>();
    private long total;

    RequestHistory(long startNanos) {
        this.start = startNanos;
    }

    synchronized void add(long nanos, String method, String path, int status) {
        total++;
        latest.add(new ReceivedRequest(Duration.ofNanos(nanos - start), method, path, status));
        if (latest.size() > KEPT) {
            latest.remove();
        }
    }

    synchronized Requests requests() {
        return new Requests(total, List.copyOf(latest));
    }
}
