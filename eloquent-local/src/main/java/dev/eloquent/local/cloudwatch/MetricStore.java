package dev.eloquent.local.cloudwatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** The last data that came, in the order of their arrival. Safe for use by several threads. */
final class MetricStore {
    private final int capacity;
    private final Deque<ReceivedDatum> data = new ArrayDeque<>();
    private long dropped;

    MetricStore(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(List<ReceivedDatum> more) {
        data.addAll(more);
        while (data.size() > capacity) {
            data.remove();
            dropped++;
        }
    }

    synchronized List<ReceivedDatum> find(Predicate<ReceivedDatum> wanted) {
        return data.stream().filter(wanted).toList();
    }

    synchronized long dropped() {
        return dropped;
    }
}
