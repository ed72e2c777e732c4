package dev.eloquent.ratelimit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** How a store names a counter: by the key, then the policy, so that a client's counters can be kept together. */
final class StoreKey {
    private static final int LONGEST = 64;
    private static final String EVERYBODY = "*";

    private StoreKey() {}

    static String of(QuotaPolicy policy, String id) {
        return (policy.isAcrossKeys() ? EVERYBODY : id) + '|' + policy.name();
    }

    /** The key itself if it is plain, otherwise its hash, behind a character that no plain key has. */
    static String id(String key) {
        if (isPlain(key)) {
            return key;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return '#' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Short, printable, and without what stores and we use ourselves. */
    private static boolean isPlain(String key) {
        if (key.isEmpty() || key.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && "._:/@%+=-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
