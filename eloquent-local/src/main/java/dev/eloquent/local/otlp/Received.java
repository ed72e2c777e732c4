package dev.eloquent.local.otlp;

import dev.eloquent.local.otlp.Kept.Weighed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** All that was received and taken, and what is to be refused. Safe for use by several threads. */
final class Received {
    private static final long MOST_BYTES = 128L * 1024 * 1024;

    private final Kept<ReceivedSpan> spans;
    private final Kept<MetricPoint> points;
    private final AtomicLong logRecords = new AtomicLong();
    private volatile Rejection<ReceivedSpan> spanRejection = Rejection.ofNothing();
    private volatile Rejection<MetricPoint> pointRejection = Rejection.ofNothing();

    Received(int mostSpans, int mostPoints) {
        this.spans = new Kept<>(mostSpans, MOST_BYTES);
        this.points = new Kept<>(mostPoints, MOST_BYTES);
    }

    Kept<ReceivedSpan> spans() {
        return spans;
    }

    Kept<MetricPoint> points() {
        return points;
    }

    long logRecords() {
        return logRecords.get();
    }

    void rejectSpans(Rejection<ReceivedSpan> rejection) {
        spanRejection = rejection;
    }

    void rejectPoints(Rejection<MetricPoint> rejection) {
        pointRejection = rejection;
    }

    Outcome takeSpans(List<Weighed<ReceivedSpan>> given) {
        return take(given, spans, spanRejection);
    }

    Outcome takePoints(List<Weighed<MetricPoint>> given) {
        return take(given, points, pointRejection);
    }

    void takeLogRecords(int count) {
        logRecords.addAndGet(count);
    }

    private static <T> Outcome take(List<Weighed<T>> given, Kept<T> kept, Rejection<T> rejection) {
        List<Weighed<T>> taken = new ArrayList<>();
        for (Weighed<T> each : given) {
            if (!rejection.which().test(each.value())) {
                taken.add(each);
            }
        }
        kept.addAll(taken);
        return new Outcome(given.size() - taken.size(), rejection.why());
    }

    /**
     * What became of a request.
     *
     * @param rejected how many of its items were refused
     * @param why empty if none was
     */
    record Outcome(int rejected, String why) {
        static final Outcome ALL_TAKEN = new Outcome(0, "");
    }
}
