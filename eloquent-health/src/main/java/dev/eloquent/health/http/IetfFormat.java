package dev.eloquent.health.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** {@link HealthFormat#IETF}. */
final class IetfFormat implements Format {
    private static final Map<String, String> HEADERS = Format.headers("application/health+json");

    private final HealthChecks health;
    private final GroupNames groups;

    IetfFormat(HealthChecks health) {
        this.health = health;
        this.groups = new GroupNames(health, Map.of());
    }

    @Override
    public HealthResponse answer(String path, BooleanSupplier mayShowDetails) {
        if (path.isEmpty()) {
            return group(health.report(), mayShowDetails);
        }
        return groups.report(path.substring(1))
                .map(report -> group(report, mayShowDetails))
                .orElseGet(() -> Format.notFound(groups.all(), List.of()));
    }

    private HealthResponse group(HealthReport report, BooleanSupplier mayShowDetails) {
        boolean details = mayShowDetails.getAsBoolean();
        byte[] body = HealthJson.write(json -> {
            json.writeStringField("status", word(report));
            json.writeStringField("version", report.version());
            json.writeStringField("serviceId", health.service());
            json.writeStringField("description", report.group() + " of " + health.service());
            if (report.reason().isPresent()) {
                json.writeArrayFieldStart("notes");
                json.writeString(report.reason().get().value());
                json.writeEndArray();
            }
            json.writeObjectFieldStart("checks");
            for (CheckReport check : report.checks()) {
                check(json, check, details);
            }
            json.writeEndObject();
        });
        return new HealthResponse(report.httpStatus(), HEADERS, body);
    }

    private static void check(JsonGenerator json, CheckReport check, boolean details) throws IOException {
        json.writeArrayFieldStart(check.name() + ":responseTime");
        json.writeStartObject();
        json.writeStringField("componentId", check.name());
        json.writeStringField("componentType", "component");
        json.writeStringField("status", word(check.status()));
        json.writeStringField("reason", check.reason().value());
        if (check.lastRun().isPresent()) {
            CheckReport.LastRun last = check.lastRun().get();
            json.writeNumberField("observedValue", last.took().toMillis());
            json.writeStringField("observedUnit", "ms");
            json.writeStringField("time", HealthJson.time(last.at()));
            if (details
                    && check.status() != HealthStatus.HEALTHY
                    && !last.details().isEmpty()) {
                json.writeStringField("output", output(last.details()));
            }
        }
        json.writeEndObject();
        json.writeEndArray();
    }

    private static String output(Map<String, String> details) {
        return details.entrySet().stream()
                .map(detail -> detail.getKey() + ": " + detail.getValue())
                .collect(Collectors.joining("; "));
    }

    /** The draft demands 2xx or 3xx of pass and warn, 4xx or 5xx of fail; so the group's HTTP status decides. */
    private static String word(HealthReport report) {
        if (report.httpStatus() >= 400) {
            return "fail";
        }
        return report.status() == HealthStatus.HEALTHY ? "pass" : "warn";
    }

    private static String word(HealthStatus check) {
        return switch (check) {
            case HEALTHY -> "pass";
            case DEGRADED -> "warn";
            case UNKNOWN, UNHEALTHY -> "fail";
        };
    }
}
