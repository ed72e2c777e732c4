package dev.eloquent.local.otlp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest of what was received, within bounds of number and weight; the rest is counted. Safe for several threads. */
final class Kept<T> {
    private final int most;
    private final long mostWeight;
    private final Deque<Weighed<T>> latest = new ArrayDeque<>();
    private long weight;
    private long dropped;

    Kept(int most, long mostWeight) {
        this.most = most;
        this.mostWeight = mostWeight;
    }

    /** All of one request at once, so that nobody sees half of it. */
    synchronized void addAll(List<Weighed<T>> received) {
        for (Weighed<T> each : received) {
            latest.add(each);
            weight += each.weight;
            while (latest.size() > most || weight > mostWeight) {
                weight -= latest.remove().weight;
                dropped++;
            }
        }
    }

    /** Oldest first. */
    synchronized List<T> list() {
        return latest.stream().map(Weighed::value).toList();
    }

    synchronized long dropped() {
        return dropped;
    }

    /**
     * Something with about the bytes that it takes.
     *
     * @param value what it is
     * @param encoded its bytes on the wire
     */
    record Weighed<T>(T value, int encoded, long weight) {
        /** What one object takes beside its content. */
        private static final long EACH = 64;

        /** A number of one byte may become one of the list, and a letter two bytes. */
        private static final long BOXED = 4;

        /** @param messages how many messages it consists of */
        static <T> Weighed<T> of(T value, int encoded, int messages) {
            return new Weighed<>(value, encoded, BOXED * encoded + EACH * (messages + 1));
        }
    }
}
