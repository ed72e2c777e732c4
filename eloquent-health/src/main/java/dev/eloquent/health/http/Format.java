package dev.eloquent.health.http;

import dev.eloquent.health.CheckReport;
import dev.eloquent.health.HealthStatus;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** One way to write health, and what all ways have in common. Safe for use by several threads; never blocks. */
interface Format {
    /**
     * Answers a GET.
     *
     * @param path empty, or beginning with a slash and not ending in one
     * @param mayShowDetails whether this request may see private details
     */
    HealthResponse answer(String path, BooleanSupplier mayShowDetails);

    /** The same where what decides on details throws: then nobody is admitted. */
    default Format admittingNobodyOnAFault() {
        return (path, mayShowDetails) -> answer(path, () -> {
            try {
                return mayShowDetails.getAsBoolean();
            } catch (RuntimeException e) {
                return false;
            }
        });
    }

    static Map<String, String> headers(String contentType) {
        return Map.of("Content-Type", contentType, "Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");
    }

    /** 503 while the check is unhealthy or unknown. */
    static int httpStatusOf(CheckReport check) {
        return check.status().compareTo(HealthStatus.UNKNOWN) >= 0 ? 503 : 200;
    }

    /** Tells which paths there are. */
    static HealthResponse notFound(Collection<String> groups, Collection<String> checks) {
        return new HealthResponse(404, headers("application/json"), HealthJson.notFound(groups, checks));
    }
}
