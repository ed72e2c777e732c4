package dev.eloquent.metrics.step;

import java.time.Duration;
import java.util.List;

/** What became of the data while somebody waited; the registries tell it in a type of their own. */
public record Settled(
        long sent, long repeated, long dropped, long uncertain, long waiting, List<String> why, Duration took) {
    /** Copies the list. */
    public Settled {
        why = List.copyOf(why);
    }

    /** The same of a caller who came then, by {@link System#nanoTime}. */
    Settled since(long began) {
        return new Settled(
                sent, repeated, dropped, uncertain, waiting, why, Duration.ofNanos(System.nanoTime() - began));
    }

    /** The report of a registry. */
    public interface Report<R> {
        R of(long sent, long repeated, long dropped, long uncertain, long waiting, List<String> why, Duration took);
    }

    public <R> R as(Report<R> report) {
        return report.of(sent, repeated, dropped, uncertain, waiting, why, took);
    }
}
