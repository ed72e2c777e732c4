package dev.eloquent.ratelimit.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A header with a secret, which shows that a request has come through the proxy that adds it. */
final class OriginProof {
    private static final RequestKey.Refused UNVERIFIED = new RequestKey.Refused("origin_unverified");
    private static final RequestKey.Refused NO_SECRET = new RequestKey.Refused("no_origin_secret");

    private final String header;
    private final Supplier<String> secret;
    private final Supplier<Optional<String>> other;

    OriginProof(String header, Supplier<String> secret, Supplier<Optional<String>> other) {
        this.header = header;
        this.secret = secret;
        this.other = other;
    }

    String header() {
        return header;
    }

    /** Null if it is shown. The proxy replaces what the client has sent, so there is one line, or it was not the proxy. */
    RequestKey.@Nullable Refused fault(@Nullable List<String> lines) {
        String first = secret.get();
        String second = other.get().orElse("");
        // An empty secret would be met by an empty header.
        if (first.isBlank() && second.isBlank()) {
            return NO_SECRET;
        }
        if (lines == null || lines.size() != 1) {
            return UNVERIFIED;
        }
        byte[] given = lines.get(0).getBytes(StandardCharsets.UTF_8);
        // Both, always: how long it takes is not to tell which one it was.
        boolean isFirst = matches(given, first);
        boolean isSecond = matches(given, second);
        return isFirst || isSecond ? null : UNVERIFIED;
    }

    /** Its time depends on what was given, not on the secret. */
    private static boolean matches(byte[] given, String secret) {
        return !secret.isBlank() && MessageDigest.isEqual(given, secret.getBytes(StandardCharsets.UTF_8));
    }
}
