package dev.eloquent.local.page;

import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.ServiceFault;
import java.time.Duration;
import java.util.Optional;

/**
 * Which chart is wanted.
 *
 * @param metric the id of one
 * @param series the id of one of its series; nothing for all of them
 * @param window how far back from the latest datum; nothing for all that is kept
 */
record MetricQuery(String metric, Optional<String> series, Optional<Duration> window) {
    static MetricQuery of(Request request) {
        return new MetricQuery(
                request.parameter("id").orElse(""),
                request.parameter("series").filter(id -> !id.isEmpty()),
                request.parameter("minutes").filter(text -> !text.isEmpty()).map(MetricQuery::window));
    }

    private static Duration window(String minutes) {
        if (!minutes.matches("[1-9]\\d{0,4}")) {
            throw new ServiceFault(400, "minutes must be a whole number from 1 to 99999");
        }
        return Duration.ofMinutes(Integer.parseInt(minutes));
    }
}
