package dev.eloquent.local.aws;

import dev.eloquent.local.server.Request;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The header Authorization of a signed request, complete, with the date that belongs to it.
 *
 * @param date as it was sent, such as {@code 20260101T120000Z}
 */
record Authorization(
        String keyId,
        String day,
        String region,
        String service,
        String terminator,
        List<String> signedHeaders,
        String signature,
        String date,
        Instant signed) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String CREDENTIAL = "Credential";
    private static final String SIGNATURE = "Signature";
    private static final String SIGNED_HEADERS = "SignedHeaders";

    static Authorization of(Request request) {
        String header = request.header("authorization").orElse("");
        if (!header.startsWith(ALGORITHM)) {
            throw new SignatureFault("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Map<String, String> parts = parts(header.substring(ALGORITHM.length()));
        String date = request.header("x-amz-date").orElse("");
        checkComplete(parts, date);
        String credential = parts.getOrDefault(CREDENTIAL, "");
        String[] scope = credential.split("/", -1);
        if (scope.length != 5) {
            throw SignatureFault.incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got '" + credential + "'.");
        }
        return new Authorization(
                scope[0],
                scope[1],
                scope[2],
                scope[3],
                scope[4],
                List.of(parts.getOrDefault(SIGNED_HEADERS, "").split(";", -1)),
                parts.getOrDefault(SIGNATURE, ""),
                date,
                parse(date));
    }

    String scope() {
        return String.join("/", day, region, service, terminator);
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.strip().split("[,\\s]+", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return parts;
    }

    private static void checkComplete(Map<String, String> parts, String date) {
        List<String> missing = new ArrayList<>();
        for (String part : List.of(CREDENTIAL, SIGNATURE, SIGNED_HEADERS)) {
            if (!parts.containsKey(part)) {
                missing.add("Authorization header requires '" + part + "' parameter.");
            }
        }
        if (date.isEmpty()) {
            missing.add("Authorization header requires existence of a 'X-Amz-Date' header.");
        }
        if (!missing.isEmpty()) {
            throw SignatureFault.incomplete(String.join(" ", missing));
        }
    }

    private static Instant parse(String date) {
        try {
            return BASIC.parse(date, Instant::from);
        } catch (DateTimeException e) {
            throw SignatureFault.incomplete("Date must be in ISO-8601 'basic format'. Got '" + date + "'. See"
                    + " http://en.wikipedia.org/wiki/ISO_8601");
        }
    }
}
