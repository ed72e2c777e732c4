package dev.eloquent.health.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON that is answered. Public are status, reason and times; details only where the caller says so. */
final class HealthJson {
    private static final JsonFactory JSON = new JsonFactory();
    /** ISO-8601 in UTC, always with milliseconds, so that its length does not vary. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final Set<String> FACTS = Set.of("state", "reason", "since", "took_ms");

    private HealthJson() {}

    /** The payload of a group: status, timestamp, version, and one field for each check. */
    static byte[] flat(HealthReport report) {
        return write(json -> {
            json.writeStringField("status", report.status().wireName());
            json.writeStringField("timestamp", time(report.timestamp()));
            json.writeStringField("version", report.version());
            if (report.reason().isPresent()) {
                json.writeStringField("reason", report.reason().get().value());
            }
            for (CheckReport check : report.checks()) {
                json.writeStringField(check.name(), check.status().wireName());
            }
        });
    }

    static byte[] check(CheckReport check, boolean details) {
        return write(json -> checkFields(json, check, details));
    }

    static byte[] checks(List<CheckReport> checks, boolean details) {
        return write(json -> {
            json.writeArrayFieldStart("checks");
            for (CheckReport check : checks) {
                json.writeStartObject();
                checkFields(json, check, details);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void checkFields(JsonGenerator json, CheckReport check, boolean details) throws IOException {
        json.writeStringField("name", check.name());
        json.writeStringField("status", check.status().wireName());
        json.writeStringField("reason", check.reason().value());
        json.writeStringField("since", time(check.since()));
        if (check.lastRun().isPresent()) {
            CheckReport.LastRun last = check.lastRun().get();
            json.writeObjectFieldStart("last_run");
            json.writeStringField("observed", last.observed().wireName());
            json.writeStringField("reason", last.reason().value());
            json.writeStringField("at", time(last.at()));
            json.writeNumberField("took_ms", last.took().toMillis());
            json.writeNumberField("in_a_row", last.inARow());
            if (details) {
                json.writeObjectFieldStart("details");
                for (Map.Entry<String, String> detail : last.details().entrySet()) {
                    json.writeStringField(detail.getKey(), detail.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    /**
     * What we know of a check, for the part of a format that takes any facts. A private detail of the same name as one
     * of them is left out.
     */
    static void facts(JsonGenerator json, CheckReport check, boolean details) throws IOException {
        json.writeStringField("state", check.status().wireName());
        json.writeStringField("reason", check.reason().value());
        json.writeStringField("since", time(check.since()));
        if (check.lastRun().isPresent()) {
            CheckReport.LastRun last = check.lastRun().get();
            json.writeNumberField("took_ms", last.took().toMillis());
            Map<String, String> more = new LinkedHashMap<>(details ? last.details() : Map.of());
            more.keySet().removeAll(FACTS);
            for (Map.Entry<String, String> detail : more.entrySet()) {
                json.writeStringField(detail.getKey(), detail.getValue());
            }
        }
    }

    static byte[] error(String message) {
        return write(json -> json.writeStringField("error", message));
    }

    static byte[] notFound(Collection<String> groups, Collection<String> checks) {
        return write(json -> {
            json.writeStringField("error", "there is no health group or check at this path");
            json.writeArrayFieldStart("groups");
            for (String group : groups) {
                json.writeString(group);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("checks");
            for (String check : checks) {
                json.writeString(check);
            }
            json.writeEndArray();
        });
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static byte[] write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
