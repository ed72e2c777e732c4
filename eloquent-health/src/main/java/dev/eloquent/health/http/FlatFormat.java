package dev.eloquent.health.http;

import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** {@link HealthFormat#FLAT}. */
final class FlatFormat implements Format {
    private static final Map<String, String> HEADERS = Format.headers("application/json");
    private static final String CHECKS = "/checks";

    private final HealthChecks health;
    private final Map<String, FlatPayload> payloads = new ConcurrentHashMap<>();

    FlatFormat(HealthChecks health) {
        this.health = health;
    }

    @Override
    public HealthResponse answer(String path, BooleanSupplier mayShowDetails) {
        if (path.isEmpty()) {
            return group(health.report());
        }
        if (path.equals(CHECKS)) {
            return withDetails(
                    mayShowDetails,
                    details -> json(200, HealthJson.checks(health.report().checks(), details)));
        }
        if (path.startsWith(CHECKS + "/")) {
            return check(path.substring(CHECKS.length() + 1), mayShowDetails);
        }
        return path.startsWith("/")
                ? health.report(path.substring(1)).map(this::group).orElseGet(this::notFound)
                : notFound();
    }

    private HealthResponse group(HealthReport report) {
        FlatPayload payload = payloads.get(report.group());
        if (payload == null || !payload.says(report)) {
            payload = FlatPayload.of(report);
            payloads.put(report.group(), payload);
        }
        return json(report.httpStatus(), payload.at(report.timestamp()));
    }

    private HealthResponse check(String name, BooleanSupplier mayShowDetails) {
        return health.check(name)
                .map(report -> withDetails(
                        mayShowDetails,
                        details -> json(Format.httpStatusOf(report), HealthJson.check(report, details))))
                .orElseGet(this::notFound);
    }

    private static HealthResponse withDetails(
            BooleanSupplier mayShowDetails, Function<Boolean, HealthResponse> answer) {
        boolean details;
        try {
            details = mayShowDetails.getAsBoolean();
        } catch (RuntimeException e) {
            return json(
                    500,
                    HealthJson.error(
                            "what decides on details threw " + e.getClass().getName()));
        }
        return answer.apply(details);
    }

    private HealthResponse notFound() {
        return Format.notFound(
                health.groups(),
                health.report().checks().stream()
                        .map(check -> "checks/" + check.name())
                        .toList());
    }

    private static HealthResponse json(int status, byte[] body) {
        return new HealthResponse(status, HEADERS, body);
    }
}
