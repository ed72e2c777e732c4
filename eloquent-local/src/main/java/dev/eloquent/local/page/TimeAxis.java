package dev.eloquent.local.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The time that a chart shows, in periods that are long enough for few points and for a datum of every step in each.
 *
 * @param start of the first datum shown
 * @param end of the last one
 * @param period in seconds
 */
record TimeAxis(Instant start, Instant end, long period) {
    /** Most points of a line, within one. */
    private static final int POINTS = 120;

    /** Series that are looked at to learn how often data come. */
    private static final int LOOKED_AT = 20;

    private static final long MINUTE = 60;
    private static final long DAY = 86_400;
    private static final List<Long> PERIODS = List.of(
            1L, 2L, 5L, 10L, 15L, 30L, MINUTE, 120L, 300L, 600L, 900L, 1_800L, 3_600L, 7_200L, 14_400L, 43_200L);

    /** @param first and last of all metrics, so that all charts have the same axis and one that ended is seen to */
    static TimeAxis of(Metric metric, Instant first, Instant last, Optional<Duration> window) {
        Instant start = window.map(last::minus).filter(first::isBefore).orElse(first);
        long least = Math.max(step(metric), Duration.between(start, last).toSeconds() / POINTS);
        return new TimeAxis(start, last, round(least));
    }

    /** The median of the times from one datum to the next, in seconds; a minute, as at CloudWatch, if that is unknown. */
    private static long step(Metric metric) {
        List<Long> gaps = new ArrayList<>();
        metric.series().stream().limit(LOOKED_AT).forEach(series -> {
            TreeSet<Long> times = new TreeSet<>();
            series.data()
                    .forEach(datum -> times.add(Math.round(datum.timestamp().toEpochMilli() / 1_000.0)));
            Long before = times.first();
            for (Long time : times.tailSet(before, false)) {
                gaps.add(time - before);
                before = time;
            }
        });
        gaps.sort(Comparator.naturalOrder());
        return gaps.isEmpty() ? MINUTE : gaps.get(gaps.size() / 2);
    }

    private static long round(long least) {
        return PERIODS.stream().filter(period -> period >= least).findFirst().orElse((least + DAY - 1) / DAY * DAY);
    }

    boolean shows(Datum datum) {
        return !datum.timestamp().isBefore(start) && !datum.timestamp().isAfter(end);
    }

    /** Those shown, by the periods that have any. */
    TreeMap<Long, List<Datum>> split(List<Datum> data) {
        TreeMap<Long, List<Datum>> parts = new TreeMap<>();
        for (Datum datum : data) {
            if (shows(datum)) {
                parts.computeIfAbsent(
                                Math.floorDiv(datum.timestamp().getEpochSecond(), period), any -> new ArrayList<>())
                        .add(datum);
            }
        }
        return parts;
    }
}
