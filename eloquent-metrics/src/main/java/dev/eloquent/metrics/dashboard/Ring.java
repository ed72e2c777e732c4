package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.dashboard.Alarm.Comparison;
import dev.eloquent.metrics.dashboard.Alarm.Missing;
import dev.eloquent.metrics.dashboard.Alarm.Query;
import dev.eloquent.metrics.dashboard.Alarm.Watch;
import dev.eloquent.metrics.dashboard.Alarm.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Makes alarms of one severity of the metrics that there are. */
final class Ring {
    /** The most metrics of an alarm. */
    static final int MOST_METRICS = 10;

    private final Severity severity;
    private final Meters meters;
    private final List<Alarm> alarms = new ArrayList<>();

    Ring(Severity severity, Meters meters) {
        this.severity = severity;
        this.meters = meters;
    }

    List<Alarm> alarms() {
        return alarms;
    }

    static String what(String key) {
        return "alarm " + key;
    }

    void add(
            String key,
            String of,
            Watch watch,
            Comparison comparison,
            double threshold,
            Window window,
            Missing missing,
            String means,
            String first) {
        alarms.add(new Alarm(severity, key, of, watch, comparison, threshold, window, missing, means, first));
    }

    /** One for each metric of a gauge. */
    void each(
            String key,
            String name,
            String stat,
            Comparison comparison,
            double threshold,
            Window window,
            String means,
            String first) {
        for (Metric metric : meters.all(what(key), name)) {
            String own = metric.label(meters.common());
            String of = own.equals(metric.name()) ? "" : own;
            String subject = of.isEmpty() ? means : means.replace("{}", of);
            add(key, of, Watch.of(metric, stat), comparison, threshold, window, Missing.SILENT, subject, first);
        }
    }

    /** One for all counters of a name, or one for each where an alarm has no room for them: any event rings. */
    void any(String key, String name, Window window, String means, String first) {
        List<Metric> metrics = meters.all(what(key), name);
        if (metrics.size() == 1 || metrics.size() > MOST_METRICS) {
            for (Metric metric : metrics) {
                String of = metrics.size() == 1 ? "" : metric.label(meters.common());
                Watch one = Watch.of(metric, "Sum");
                add(key, of, one, Comparison.ABOVE, 0, window, Missing.NOTHING_HAPPENED, means, first);
            }
        } else if (!metrics.isEmpty()) {
            List<Query> queries = new ArrayList<>();
            metrics.forEach(metric -> queries.add(new Query("m" + (queries.size() + 1), metric, "Sum")));
            String ids = queries.stream().map(Query::id).collect(Collectors.joining(", "));
            Watch sum = new Watch(queries, "SUM([" + ids + "])");
            add(key, "", sum, Comparison.ABOVE, 0, window, Missing.NOTHING_HAPPENED, means, first);
        }
    }
}
