package dev.eloquent.metrics.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The responses of all routes, by outcome. All outcomes count as there once one is: an alarm on errors is wanted before the
 * first error.
 */
record Responses(Metric any) {
    static final String NAME = "http.server.responses";
    static final String REQUESTS = "http.server.requests";
    static final String SERVER_ERROR = "SERVER_ERROR";
    static final List<String> OUTCOMES =
            List.of("SUCCESS", "REDIRECTION", "CLIENT_ERROR", SERVER_ERROR, "INFORMATIONAL", "UNKNOWN");

    /** By ids. SUM leaves out outcomes that never came, where + would make nothing of the whole. */
    static final String TOTAL = OUTCOMES.stream().map(Responses::id).collect(Collectors.joining(", ", "SUM([", "])"));

    static Optional<Responses> of(Meters meters, String what) {
        return meters.sister(what, NAME, "outcome").map(Responses::new);
    }

    Metric outcome(String outcome) {
        return any.with("outcome", outcome);
    }

    static String id(String outcome) {
        return outcome.toLowerCase(Locale.ROOT);
    }
}
