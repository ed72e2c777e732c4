package dev.eloquent.metrics.dashboard;

import java.util.List;

/**
 * An alarm.
 *
 * @param key what it is about, unique among those of its severity, such as {@code pool-pending}
 * @param of which pool, check or secret, or nothing
 * @param missing what a period without data means
 * @param means what has happened
 * @param first what to do first
 */
record Alarm(
        Severity severity,
        String key,
        String of,
        Watch watch,
        Comparison comparison,
        double threshold,
        Window window,
        Missing missing,
        String means,
        String first) {
    enum Comparison {
        ABOVE("GreaterThanThreshold"),
        BELOW("LessThanThreshold");

        private final String operator;

        Comparison(String operator) {
            this.operator = operator;
        }

        String operator() {
            return operator;
        }
    }

    /** @param period in seconds */
    record Window(int period, int datapoints, int periods) {}

    /** @param id by which the expression knows it */
    record Query(String id, Metric metric, String stat) {}

    /**
     * What is compared.
     *
     * @param expression over the ids, or nothing if there is but one metric
     */
    record Watch(List<Query> queries, String expression) {
        static Watch of(Metric metric, String stat) {
            return new Watch(List.of(new Query("m1", metric, stat)), "");
        }
    }

    /** @param value as CloudWatch calls it */
    record Missing(String value, String why) {
        /** Idle counters are not published. */
        static final Missing NOTHING_HAPPENED =
                new Missing("notBreaching", "what does not happen is not published: no data is no event");

        static final Missing SILENT = new Missing(
                "missing", "a task publishes this in every step; that there is no task is the heartbeat's to tell");
    }

    String name() {
        return severity.key() + "-" + key + (of.isEmpty() ? "" : "-" + of);
    }
}
