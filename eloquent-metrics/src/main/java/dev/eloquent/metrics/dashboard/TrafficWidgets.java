package dev.eloquent.metrics.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests that come, and those that are made. */
final class TrafficWidgets {
    private static final String SECTION = "API";
    private static final String DEPENDENCIES = "Dependencies";

    private final Meters meters;
    private final Scope scope;
    private final List<Widget> made = new ArrayList<>();

    TrafficWidgets(Meters meters, Scope scope) {
        this.meters = meters;
        this.scope = scope;
    }

    List<Widget> all() {
        String each = scope.period() == 60 ? "a minute" : "in " + scope.period() / 60 + " minutes";
        times();
        rate(each);
        errors();
        for (String stat : List.of("p50", "p90", "p99")) {
            Widget routes = widget(SECTION, "Successful, " + stat + " by route", 8, "ms");
            search(routes, Responses.REQUESTS, stat, Map.of("outcome", "SUCCESS"), List.of("method", "uri"));
        }
        String client = "http.client.requests";
        search(widget(DEPENDENCIES, "Calls, p99", 12, "ms"), client, "p99", Map.of(), List.of("client", "outcome"));
        search(
                widget(DEPENDENCIES, "Calls " + each, 12, "calls"),
                client,
                "SampleCount",
                Map.of(),
                List.of("client", "outcome"));
        return List.copyOf(made);
    }

    private Widget widget(String section, String title, int width, String unit) {
        Widget widget = new Widget(section, title, width, unit);
        made.add(widget);
        return widget;
    }

    private void times() {
        double millis = (double) scope.thresholds().p99().toMillis();
        Widget times = widget(SECTION, "Response times, successful", 12, "ms").mark("P2, p99 above", millis);
        Responses.of(meters, times.what()).ifPresent(responses -> {
            for (String stat : List.of("p50", "p90", "p99")) {
                times.line(responses.outcome("SUCCESS"), stat, stat);
            }
        });
    }

    private void rate(String each) {
        Widget rate = widget(SECTION, "Requests " + each, 6, "requests").stacked();
        Responses.of(meters, rate.what())
                .ifPresent(responses -> Responses.OUTCOMES.forEach(outcome ->
                        rate.line(responses.outcome(outcome), "SampleCount", outcome.toLowerCase(Locale.ROOT))));
    }

    private void errors() {
        Widget errors = widget(SECTION, "Responses of 500 and above", 6, "%")
                .mark("P1 above", scope.thresholds().outageErrors())
                .mark("P2 above", scope.thresholds().degradedErrors());
        Responses.of(meters, errors.what()).ifPresent(responses -> {
            for (String outcome : Responses.OUTCOMES) {
                String label = outcome.toLowerCase(Locale.ROOT);
                errors.hidden(responses.outcome(outcome), "SampleCount", label, Responses.id(outcome));
            }
            errors.formula("100 * FILL(" + Responses.id(Responses.SERVER_ERROR) + ", 0) / " + Responses.TOTAL, "share");
        });
    }

    /** A search that finds those to come as well; where there can be none, the metrics that there are. */
    private void search(Widget widget, String name, String stat, Map<String, String> fixed, List<String> label) {
        Optional<Metric> sister = meters.sister(widget.what(), name, label.get(0));
        if (sister.isEmpty()) {
            return;
        }
        Map<String, String> values = new TreeMap<>(scope.common());
        values.putAll(fixed);
        values.keySet().retainAll(sister.get().dimensions().keySet());
        Optional<String> search = Search.of(scope.namespace(), sister.get(), values, stat, scope.period());
        if (search.isPresent()) {
            String labels = String.join(
                    " ", label.stream().map(d -> "${PROP('Dim." + d + "')}").toList());
            widget.formula(search.get(), labels);
            return;
        }
        for (Metric metric : meters.all(widget.what(), name)) {
            if (metric.dimensions().entrySet().containsAll(values.entrySet())) {
                widget.line(metric, stat, metric.label(meters.common()));
            }
        }
    }
}
