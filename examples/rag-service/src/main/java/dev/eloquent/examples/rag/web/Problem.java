package dev.eloquent.examples.rag.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer that says what was wrong, as RFC 9457 has it.
 *
 * @param code the end of its type; stable, for programs
 * @param detail for people; nothing that only we should know
 * @param errors what is wrong in each field, if fields are
 * @param retryAfter when it is worth trying again, if it is
 * @param headers others that the status asks for, such as {@code Allow}
 */
public record Problem(
        int status,
        String code,
        String detail,
        List<FieldFaults.Fault> errors,
        Optional<Duration> retryAfter,
        Map<String, String> headers) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Names that are ours; there need not be anything at these addresses. */
    private static final String TYPES = "https://rag-service.example/problems/";

    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Optional.empty(), Map.of());
    }

    Problem withErrors(List<FieldFaults.Fault> faults) {
        return new Problem(status, code, detail, List.copyOf(faults), retryAfter, headers);
    }

    Problem withRetryAfter(Duration wait) {
        return new Problem(status, code, detail, errors, Optional.of(wait), headers);
    }

    public Problem withHeader(String name, String value) {
        return new Problem(status, code, detail, errors, retryAfter, Map.of(name, value));
    }

    byte[] json() {
        ObjectNode body = Json.object();
        body.put("type", TYPES + code);
        body.put(
                "title",
                code.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                        + code.substring(1).replace('-', ' '));
        body.put("status", status);
        body.put("detail", detail);
        if (!errors.isEmpty()) {
            var array = body.putArray("errors");
            errors.forEach(
                    fault -> array.addObject().put(fault.kind(), fault.place()).put("detail", fault.detail()));
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }
}
