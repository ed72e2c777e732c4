package dev.eloquent.ratelimit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** How a store names a counter: by the key, then the policy, so that a client's counters can be kept together. */
final class StoreKey {
    /** Short, printable, and without what stores and we use ourselves. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+=-]{1,64}");

    private static final String EVERYBODY = "*";

    private StoreKey() {}

    static String of(QuotaPolicy policy, String key) {
        return (policy.isAcrossKeys() ? EVERYBODY : plain(key)) + '|' + policy.name();
    }

    /** Others by their hash, behind a character that no plain key has. */
    private static String plain(String key) {
        if (PLAIN.matcher(key).matches()) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return '#' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
