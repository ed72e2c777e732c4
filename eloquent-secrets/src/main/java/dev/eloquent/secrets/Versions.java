package dev.eloquent.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Names versions where a source has no names for them: equal values have equal names, which tell nothing of a value. */
final class Versions {
    /** Of this process alone, so that a name cannot be looked up among hashes of values that somebody guesses. */
    private final byte[] salt = new byte[32];

    Versions() {
        new SecureRandom().nextBytes(salt);
    }

    String of(SecretPayload payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            byte[] value = payload instanceof SecretPayload.Text text
                    ? text.value().reveal().getBytes(StandardCharsets.UTF_8)
                    : ((SecretPayload.Binary) payload).value().reveal();
            return HexFormat.of().formatHex(digest.digest(value), 0, 8);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
