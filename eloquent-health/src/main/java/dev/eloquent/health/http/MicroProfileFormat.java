package dev.eloquent.health.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.Transition;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** {@link HealthFormat#MICROPROFILE}. */
final class MicroProfileFormat implements Format {
    private static final Map<String, String> HEADERS = Format.headers("application/json");

    private final HealthChecks health;
    private final GroupNames groups;

    MicroProfileFormat(HealthChecks health) {
        this.health = health;
        this.groups = new GroupNames(health, Map.of("startup", "started"));
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

    private static HealthResponse group(HealthReport report, BooleanSupplier mayShowDetails) {
        boolean details = mayShowDetails.getAsBoolean();
        byte[] body = HealthJson.write(json -> {
            json.writeStringField("status", word(report.httpStatus()));
            json.writeArrayFieldStart("checks");
            if (report.reason().isPresent()) {
                process(json, report, report.reason().get());
            }
            for (CheckReport check : report.checks()) {
                check(json, check, details);
            }
            json.writeEndArray();
        });
        return new HealthResponse(report.httpStatus(), HEADERS, body);
    }

    /** What overrules the checks, as a check whose name no other can have. */
    private static void process(JsonGenerator json, HealthReport report, ReasonCode reason) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", Transition.PROCESS);
        json.writeStringField("status", word(report.httpStatus()));
        json.writeObjectFieldStart("data");
        json.writeStringField("state", report.status().wireName());
        json.writeStringField("reason", reason.value());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void check(JsonGenerator json, CheckReport check, boolean details) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", check.name());
        json.writeStringField("status", word(Format.httpStatusOf(check)));
        json.writeObjectFieldStart("data");
        HealthJson.facts(json, check, details);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static String word(int httpStatus) {
        return httpStatus < 400 ? "UP" : "DOWN";
    }
}
