package dev.eloquent.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS's signature, version 4, worked out from what arrived; written from AWS's description, without the SDK. */
final class RecomputedSignature {
    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/"
            + "([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    private RecomputedSignature() {}

    record Scope(String date, String region, String service, String signedHeaders) {}

    /** What it was signed for, if the signature is right. */
    static Scope check(Receiver.Got got, String secret) throws GeneralSecurityException {
        Matcher said = AUTHORIZATION.matcher(got.headers().getOrDefault("authorization", "(none)"));
        if (!said.matches()) {
            throw new AssertionError("not signed: " + got.headers().keySet());
        }
        StringBuilder canonical = new StringBuilder(got.method() + "\n" + got.path() + "\n\n");
        for (String name : said.group(5).split(";", -1)) {
            canonical
                    .append(name)
                    .append(':')
                    .append(got.headers().get(name).strip().replaceAll(" +", " "))
                    .append('\n');
        }
        canonical.append('\n').append(said.group(5)).append('\n').append(hash(got.body()));
        String scope = said.group(2) + "/" + said.group(3) + "/" + said.group(4) + "/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + got.headers().get("x-amz-date") + "\n" + scope + "\n"
                + hash(canonical.toString().getBytes(UTF_8));
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : new String[] {said.group(2), said.group(3), said.group(4), "aws4_request"}) {
            key = mac(key, part);
        }
        String expected = HexFormat.of().formatHex(mac(key, toSign));
        if (!expected.equals(said.group(6))) {
            throw new AssertionError("wrong signature over\n" + canonical);
        }
        return new Scope(said.group(2), said.group(3), said.group(4), said.group(5));
    }

    private static String hash(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
