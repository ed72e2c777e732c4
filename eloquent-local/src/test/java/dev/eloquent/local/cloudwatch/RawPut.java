package dev.eloquent.local.cloudwatch;

import dev.eloquent.local.LocalService;
import dev.eloquent.local.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * PutMetricData that the SDK would not send, over a bare socket. Signed by code that is the test's own, written after
 * AWS's description of Signature Version 4, so that a mistake is not made twice.
 */
final class RawPut {
    private static final String PATH = "/service/GraniteServiceVersion20100801/operation/PutMetricData";

    private final LocalService cloudWatch;
    private final byte[] body;
    private String encoding = "";
    private String secret = "local";
    private byte[] signedBody;

    RawPut(LocalService cloudWatch, byte[] body) {
        this.cloudWatch = cloudWatch;
        this.body = body;
        this.signedBody = body;
    }

    /** Says that the body is gzip; that it is, is the test's business. */
    RawPut gzip() {
        encoding = "Content-Encoding: gzip\r\n";
        return this;
    }

    RawPut secret(String value) {
        secret = value;
        return this;
    }

    /** As if somebody had changed the body after it was signed. */
    RawPut signedFor(byte[] other) {
        signedBody = other;
        return this;
    }

    /** Head and body, one character for each byte. */
    String answer() throws IOException, GeneralSecurityException {
        String date = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        String scope = date.substring(0, 8) + "/eu-central-1/monitoring/aws4_request";
        String canonical =
                "POST\n" + PATH + "\n\nhost:local\nx-amz-date:" + date + "\n\nhost;x-amz-date\n" + sha256(signedBody);
        String text =
                "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        try (RawClient client = RawClient.to(cloudWatch.endpoint())) {
            return client.send("POST " + PATH + " HTTP/1.1\r\nHost: local\r\nConnection: close\r\n"
                            + "smithy-protocol: rpc-v2-cbor\r\nContent-Type: application/cbor\r\n" + encoding
                            + "X-Amz-Date: " + date + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=local/" + scope
                            + ", SignedHeaders=host;x-amz-date, Signature="
                            + HexFormat.of().formatHex(hmac(key, text)) + "\r\nContent-Length: " + body.length
                            + "\r\n\r\n" + new String(body, StandardCharsets.ISO_8859_1))
                    .readToEnd();
        }
    }

    static byte[] gzipped(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(data);
        }
        return bytes.toByteArray();
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static String sha256(byte[] data) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    }

    private static byte[] hmac(byte[] key, String data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data.getBytes(StandardCharsets.UTF_8));
    }
}
