package dev.eloquent.health.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthReport;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.Transition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** {@link HealthFormat#ACTUATOR}. */
final class ActuatorFormat implements Format {
    private static final Map<String, String> HEADERS = Format.headers("application/vnd.spring-boot.actuator.v3+json");

    private final HealthChecks health;
    private final GroupNames groups;

    ActuatorFormat(HealthChecks health) {
        this.health = health;
        this.groups = new GroupNames(health, Map.of("live", "liveness", "ready", "readiness"));
    }

    /** As in Boot, where a group and a check have the same name the path leads to the group. */
    @Override
    public HealthResponse answer(String path, BooleanSupplier mayShowDetails) {
        if (path.isEmpty()) {
            return group(health.report(), true, mayShowDetails);
        }
        int slash = path.indexOf('/', 1);
        if (slash > 0) {
            return groups.report(path.substring(1, slash))
                    .flatMap(report -> checkOf(report, path.substring(slash + 1)))
                    .map(check -> check(check, mayShowDetails))
                    .orElseGet(this::notFound);
        }
        String name = path.substring(1);
        return groups.report(name)
                .map(report -> group(report, false, mayShowDetails))
                .or(() -> health.check(name).map(check -> check(check, mayShowDetails)))
                .orElseGet(this::notFound);
    }

    private HealthResponse group(HealthReport report, boolean root, BooleanSupplier mayShowDetails) {
        boolean details = mayShowDetails.getAsBoolean();
        byte[] body = HealthJson.write(json -> {
            json.writeStringField("status", word(report.status(), report.reason()));
            if (!report.checks().isEmpty() || report.reason().isPresent()) {
                json.writeObjectFieldStart("components");
                if (report.reason().isPresent()) {
                    process(json, report, report.reason().get(), details);
                }
                for (CheckReport check : report.checks()) {
                    json.writeObjectFieldStart(check.name());
                    component(json, check, details);
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            if (root) {
                groupsBut(json, report.group());
            }
        });
        return new HealthResponse(report.httpStatus(), HEADERS, body);
    }

    /** What overrules the checks, as a component whose name no check can have. */
    private static void process(JsonGenerator json, HealthReport report, ReasonCode reason, boolean details)
            throws IOException {
        json.writeObjectFieldStart(Transition.PROCESS);
        json.writeStringField("status", word(report.status(), report.reason()));
        if (details) {
            json.writeObjectFieldStart("details");
            json.writeStringField("reason", reason.value());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void groupsBut(JsonGenerator json, String root) throws IOException {
        List<String> others = new ArrayList<>(new TreeSet<>(groups.all()));
        others.remove(root);
        json.writeArrayFieldStart("groups");
        for (String group : others) {
            json.writeString(group);
        }
        json.writeEndArray();
    }

    private static Optional<CheckReport> checkOf(HealthReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst();
    }

    private static HealthResponse check(CheckReport check, BooleanSupplier mayShowDetails) {
        boolean details = mayShowDetails.getAsBoolean();
        return new HealthResponse(
                Format.httpStatusOf(check), HEADERS, HealthJson.write(json -> component(json, check, details)));
    }

    private static void component(JsonGenerator json, CheckReport check, boolean details) throws IOException {
        json.writeStringField("status", word(check.status(), Optional.empty()));
        if (details) {
            json.writeObjectFieldStart("details");
            HealthJson.facts(json, check, true);
            json.writeEndObject();
        }
    }

    private HealthResponse notFound() {
        return Format.notFound(
                groups.all(),
                health.report().checks().stream().map(CheckReport::name).toList());
    }

    private static String word(HealthStatus status, Optional<ReasonCode> reason) {
        if (reason.filter(ReasonCode.DRAINING::equals).isPresent()) {
            return "OUT_OF_SERVICE";
        }
        return switch (status) {
            case HEALTHY, DEGRADED -> "UP";
            case UNKNOWN -> "UNKNOWN";
            case UNHEALTHY -> "DOWN";
        };
    }
}
