package dev.eloquent.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A secret that is text, such as an API key or a password. It shows itself to nobody who does not ask: {@code toString}
 * and every formatter print a mask, it is not {@link java.io.Serializable}, and it has no property for a JSON library to
 * find. What reads private fields by reflection, a debugger or a heap dump for instance, still sees it; a {@code String}
 * cannot be wiped, and the AWS SDK has made one before we see the value.
 *
 * <p>Immutable. Safe for use by several threads.
 */
public final class SecretText {
    private final String value;

    private SecretText(String value) {
        this.value = value;
    }

    /** Hides this text. */
    public static SecretText of(String value) {
        return new SecretText(Objects.requireNonNull(value, "value"));
    }

    /** The text itself. Hand it on to what needs it, and keep it nowhere: after a rotation it is another one. */
    public String reveal() {
        return value;
    }

    /** Compares in a time that does not tell how much of the two is equal; how long they are, it may. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretText text
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), text.value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for all: a hash of the value would tell of it. So it is a bad key for a map. */
    @Override
    public int hashCode() {
        return SecretText.class.hashCode();
    }

    /** A mask, always the same. */
    @Override
    public String toString() {
        return "SecretText[masked]";
    }
}
