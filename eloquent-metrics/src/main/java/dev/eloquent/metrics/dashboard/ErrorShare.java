package dev.eloquent.metrics.dashboard;

import dev.eloquent.metrics.dashboard.Alarm.Query;
import dev.eloquent.metrics.dashboard.Alarm.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The share of failed responses in percent; 0 where there are too few to tell. */
final class ErrorShare {
    private ErrorShare() {}

    static Optional<Watch> of(Meters meters, Scope scope, String key) {
        return Responses.of(meters, Ring.what(key)).map(responses -> {
            List<Query> queries = new ArrayList<>();
            for (String outcome : Responses.OUTCOMES) {
                queries.add(new Query(Responses.id(outcome), responses.outcome(outcome), "SampleCount"));
            }
            String total = Responses.TOTAL;
            return new Watch(
                    queries,
                    "IF(" + total + " >= " + scope.thresholds().minimumRequests() + ", 100 * FILL("
                            + Responses.id(Responses.SERVER_ERROR) + ", 0) / " + total + ", 0)");
        });
    }
}
