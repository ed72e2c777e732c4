package dev.eloquent.local.aws;

import dev.eloquent.local.server.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Whether a request is signed as AWS has it (Signature Version 4), and when. Where any credentials will do, so that
 * nobody gives real ones to a stand-in, {@link #checkDate} looks at form and date alone; {@link #check} computes the
 * signature again, from the bytes that were received.
 */
public final class RequestSignature {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String TERMINATOR = "aws4_request";

    private final AccessKey key;
    private final String region;
    private final String service;

    /** @param service in the scope of its credentials, such as {@code xray} */
    public RequestSignature(AccessKey key, String region, String service) {
        this.key = key;
        this.region = region;
        this.service = service;
    }

    /**
     * Whether it is complete, and signed within 5 minutes of now.
     *
     * @throws SignatureFault if not
     */
    public static void checkDate(Request request, Instant now) {
        checkDate(Authorization.of(request), now);
    }

    private static void checkDate(Authorization authorization, Instant now) {
        String date = authorization.date();
        String day = date.substring(0, 8);
        if (!day.equals(authorization.day())) {
            throw SignatureFault.invalid(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + authorization.day() + "' != '" + day + "', from '" + date + "'.");
        }
        Instant earliest = now.minus(TOLERANCE);
        Instant latest = now.plus(TOLERANCE);
        // Signed in whole seconds, and told in whole seconds: the same second is not earlier.
        if (authorization.signed().isBefore(earliest.truncatedTo(ChronoUnit.SECONDS))) {
            throw SignatureFault.invalid("Signature expired: " + date + " is now earlier than " + basic(earliest) + " ("
                    + basic(now) + " - 5 min.)");
        }
        if (authorization.signed().isAfter(latest)) {
            throw SignatureFault.invalid("Signature not yet current: " + date + " is still later than " + basic(latest)
                    + " (" + basic(now) + " + 5 min.)");
        }
    }

    private static String basic(Instant time) {
        return Authorization.BASIC.format(time);
    }

    /**
     * Whether it is signed with the key, for the region and the service, within 5 minutes of now, and as it was sent.
     *
     * @throws SignatureFault if not
     */
    public void check(Request request, Instant now) {
        Authorization authorization = Authorization.of(request);
        checkScope(authorization);
        if (!authorization.keyId().equals(key.id()) || !hasToken(request)) {
            throw new SignatureFault(
                    "UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        checkDate(authorization, now);
        checkHeaders(request, authorization.signedHeaders());
        if (!same(authorization.signature(), signature(request, authorization))) {
            throw SignatureFault.invalid(
                    "The request signature we calculated does not match the signature you provided."
                            + " Check your AWS Secret Access Key and signing method. Consult the service documentation for"
                            + " details.");
        }
    }

    private void checkScope(Authorization authorization) {
        List<String> wrong = new ArrayList<>();
        if (!authorization.region().equals(region)) {
            wrong.add("Credential should be scoped to a valid region, not '" + authorization.region() + "'.");
        }
        if (!authorization.service().equals(service)) {
            wrong.add("Credential should be scoped to correct service: '" + service + "'.");
        }
        if (!authorization.terminator().equals(TERMINATOR)) {
            wrong.add("Credential should be scoped with a valid terminator: '" + TERMINATOR + "', not '"
                    + authorization.terminator() + "'.");
        }
        if (!wrong.isEmpty()) {
            throw SignatureFault.invalid(String.join(" ", wrong));
        }
    }

    private boolean hasToken(Request request) {
        return key.sessionToken().isEmpty() || key.sessionToken().equals(request.header("x-amz-security-token"));
    }

    private static void checkHeaders(Request request, List<String> signed) {
        if (!signed.contains("host")) {
            throw SignatureFault.invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        List<String> unsigned = request.headerNames().stream()
                .filter(name -> name.startsWith("x-amz-") && !signed.contains(name))
                .sorted()
                .toList();
        if (!unsigned.isEmpty()) {
            throw SignatureFault.invalid(
                    "There were headers present in the request which were not signed: " + String.join(", ", unsigned));
        }
    }

    private String signature(Request request, Authorization authorization) {
        List<String> headers = authorization.signedHeaders().stream().sorted().toList();
        String text = String.join(
                "\n",
                Authorization.ALGORITHM,
                authorization.date(),
                authorization.scope(),
                Sha256.hash(CanonicalRequest.of(request, headers).getBytes(StandardCharsets.UTF_8)));
        byte[] derived = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(authorization.day(), region, service, TERMINATOR)) {
            derived = Sha256.keyed(derived, part);
        }
        return HexFormat.of().formatHex(Sha256.keyed(derived, text));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
