package dev.eloquent.local.cloudwatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The last data that came, in the order of their arrival, as many as there is room for. Room is of number and of bytes:
 * a datum of 150 values takes 3 KB, but one whose 30 dimensions are as long as they may be takes 45. Safe for use by
 * several threads.
 */
final class MetricStore {
    /** On average, for each of the capacity. */
    private static final long BYTES_EACH = 4_096;

    /** However small the capacity is. */
    private static final long LEAST_BYTES = 64L * 1024 * 1024;

    private static final long DATUM = 250;
    private static final long VALUE_AND_COUNT = 16;
    private static final long ENTRY = 150;

    private final int capacity;
    private final long mostBytes;
    private long bytes;
    private final Deque<ReceivedDatum> data = new ArrayDeque<>();
    private long dropped;

    MetricStore(int capacity) {
        this.capacity = capacity;
        this.mostBytes = Math.max(capacity * BYTES_EACH, LEAST_BYTES);
    }

    synchronized void add(List<ReceivedDatum> more) {
        for (ReceivedDatum datum : more) {
            data.add(datum);
            bytes += bytes(datum);
            while (data.size() > capacity || bytes > mostBytes) {
                bytes -= bytes(data.remove());
                dropped++;
            }
        }
    }

    synchronized List<ReceivedDatum> find(Predicate<ReceivedDatum> wanted) {
        return data.stream().filter(wanted).toList();
    }

    synchronized long dropped() {
        return dropped;
    }

    /** About what it takes. All is ASCII, a byte for a character. */
    private static long bytes(ReceivedDatum datum) {
        long names = (long) datum.namespace().length()
                + datum.name().length()
                + datum.unit().length();
        for (var dimension : datum.dimensions().entrySet()) {
            names += ENTRY + dimension.getKey().length() + dimension.getValue().length();
        }
        return DATUM + names + VALUE_AND_COUNT * datum.distribution().size();
    }
}
