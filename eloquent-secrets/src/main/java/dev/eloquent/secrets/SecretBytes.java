package dev.eloquent.secrets;

import java.security.MessageDigest;
import java.util.Objects;

/**
 * A secret that is bytes, such as a key store; as careful as {@link SecretText}.
 *
 * <p>Immutable. Safe for use by several threads.
 */
public final class SecretBytes {
    private final byte[] value;

    private SecretBytes(byte[] value) {
        this.value = value;
    }

    /** Hides a copy of these bytes. */
    public static SecretBytes of(byte[] value) {
        return new SecretBytes(Objects.requireNonNull(value, "value").clone());
    }

    /** A copy of the bytes; wipe it when it has been used. */
    public byte[] reveal() {
        return value.clone();
    }

    /** Compares in a time that does not tell how much of the two is equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes bytes && MessageDigest.isEqual(value, bytes.value);
    }

    /** The same for all: a hash of the value would tell of it. */
    @Override
    public int hashCode() {
        return SecretBytes.class.hashCode();
    }

    /** A mask, always the same. */
    @Override
    public String toString() {
        return "SecretBytes[masked]";
    }
}
