package dev.eloquent.local.cloudwatch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The periods of a query, one after the other from its start, which is rounded down to a whole minute, or to a whole
 * period if that is shorter.
 *
 * @param start in seconds since 1970
 * @param end exclusive
 * @param length in seconds
 */
record Periods(long start, long end, int length) {
    private static final int MINUTE = 60;
    private static final List<Integer> SHORT = List.of(1, 5, 10, 20, 30);

    static Periods of(Instant start, Instant end, int length) {
        int unit = Math.min(length, MINUTE);
        long second = start.getEpochSecond();
        return new Periods(second - Math.floorMod(second, unit), end.getEpochSecond(), length);
    }

    static boolean isLength(int seconds) {
        return SHORT.contains(seconds) || (seconds >= MINUTE && seconds % MINUTE == 0);
    }

    long number() {
        return Math.max(0, (end - start + length - 1) / length);
    }

    /** What was measured in each period, those left out in which nothing was. */
    NavigableMap<Instant, Distribution> merge(List<ReceivedDatum> data) {
        TreeMap<Instant, List<Distribution>> parts = new TreeMap<>();
        for (ReceivedDatum datum : data) {
            long time = datum.storedAt().getEpochSecond();
            if (time >= start && time < end) {
                Instant begin = Instant.ofEpochSecond(time - Math.floorMod(time - start, length));
                parts.computeIfAbsent(begin, any -> new ArrayList<>()).add(datum.distribution());
            }
        }
        NavigableMap<Instant, Distribution> merged = new TreeMap<>();
        for (Map.Entry<Instant, List<Distribution>> entry : parts.entrySet()) {
            merged.put(entry.getKey(), Distribution.merged(entry.getValue()));
        }
        return merged;
    }
}
