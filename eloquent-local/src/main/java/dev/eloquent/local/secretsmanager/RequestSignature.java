package dev.eloquent.local.secretsmanager;

import dev.eloquent.local.server.Request;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a request is signed as AWS has it, and when. The signature itself is not verified: any credentials will do, so
 * that nobody gives real ones to a stand-in.
 */
final class RequestSignature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private RequestSignature() {}

    static void check(Request request, Instant now) {
        String authorization = request.header("authorization").orElse("");
        if (!authorization.startsWith(ALGORITHM)) {
            throw WireError.of("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        String date = request.header("x-amz-date").orElse("");
        checkComplete(authorization, date);
        String scope = authorization.replaceFirst(".*Credential=[^/,]*/?([^/,]*).*", "$1");
        Instant signed = parse(date);
        if (!date.substring(0, 8).equals(scope)) {
            throw invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                    + scope + "' != '" + date.substring(0, 8) + "', from '" + date + "'.");
        }
        Instant earliest = now.minus(TOLERANCE);
        Instant latest = now.plus(TOLERANCE);
        // Signed in whole seconds, and told in whole seconds: the same second is not earlier.
        if (signed.isBefore(earliest.truncatedTo(ChronoUnit.SECONDS))) {
            throw invalid("Signature expired: " + date + " is now earlier than " + BASIC.format(earliest) + " ("
                    + BASIC.format(now) + " - 5 min.)");
        }
        if (signed.isAfter(latest)) {
            throw invalid("Signature not yet current: " + date + " is still later than " + BASIC.format(latest) + " ("
                    + BASIC.format(now) + " + 5 min.)");
        }
    }

    private static void checkComplete(String authorization, String date) {
        List<String> missing = new ArrayList<>();
        for (String part : List.of("Credential", "Signature", "SignedHeaders")) {
            if (!authorization.contains(part + "=")) {
                missing.add("Authorization header requires '" + part + "' parameter.");
            }
        }
        if (date.isEmpty()) {
            missing.add("Authorization header requires existence of a 'X-Amz-Date' header.");
        }
        if (!missing.isEmpty()) {
            throw WireError.of("IncompleteSignatureException", String.join(" ", missing));
        }
    }

    private static Instant parse(String date) {
        try {
            return BASIC.parse(date, Instant::from);
        } catch (DateTimeException e) {
            throw WireError.of(
                    "IncompleteSignatureException",
                    "Date must be in ISO-8601 'basic format'. Got '" + date + "'. See"
                            + " http://en.wikipedia.org/wiki/ISO_8601");
        }
    }

    private static WireError invalid(String message) {
        return WireError.of("InvalidSignatureException", message);
    }
}
