package dev.eloquent.health.http;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The flat payload of a group, rendered once for all probes that come before something new is known: from one to the
 * next only the timestamp differs. Immutable.
 */
final class FlatPayload {
    private static final String BEFORE_TIME = "\",\"timestamp\":\"";

    private final HealthReport rendered;
    private final byte[] bytes;
    private final int timeAt;
    private final int timeLength;

    private FlatPayload(HealthReport report) {
        this.rendered = report;
        this.bytes = HealthJson.flat(report);
        this.timeAt = "{\"status\":\"".length() + report.status().wireName().length() + BEFORE_TIME.length();
        this.timeLength = HealthJson.time(report.timestamp()).length();
    }

    static FlatPayload of(HealthReport report) {
        return new FlatPayload(report);
    }

    /** Whether the report says the same, its time aside. The engine makes new reports of checks with each look. */
    boolean says(HealthReport report) {
        if (report.status() != rendered.status() || !report.reason().equals(rendered.reason())) {
            return false;
        }
        List<CheckReport> checks = report.checks();
        List<CheckReport> known = rendered.checks();
        for (int i = 0; i < known.size(); i++) {
            if (checks.get(i).status() != known.get(i).status()) {
                return false;
            }
        }
        return true;
    }

    /** The payload with another time. */
    byte[] at(Instant timestamp) {
        byte[] time = HealthJson.time(timestamp).getBytes(StandardCharsets.US_ASCII);
        int after = timeAt + timeLength;
        byte[] payload = Arrays.copyOf(bytes, bytes.length - timeLength + time.length);
        System.arraycopy(time, 0, payload, timeAt, time.length);
        System.arraycopy(bytes, after, payload, timeAt + time.length, bytes.length - after);
        return payload;
    }
}
