package dev.eloquent.local.secretsmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/** What a version keeps secret: a string or bytes. Immutable; shows itself to nobody but the wire. */
final class SecretValue {
    /** The limit of Secrets Manager, in bytes. */
    static final int LARGEST = 65_536;

    private final byte[] bytes;
    private final boolean text;

    private SecretValue(byte[] bytes, boolean text) {
        this.bytes = bytes;
        this.text = text;
    }

    static SecretValue of(String text) {
        return new SecretValue(Objects.requireNonNull(text, "value").getBytes(StandardCharsets.UTF_8), true);
    }

    static SecretValue of(byte[] bytes) {
        return new SecretValue(Objects.requireNonNull(bytes, "value").clone(), false);
    }

    boolean hasAllowedSize() {
        return bytes.length >= 1 && bytes.length <= LARGEST;
    }

    int size() {
        return bytes.length;
    }

    void write(ObjectNode json) {
        if (text) {
            json.put("SecretString", new String(bytes, StandardCharsets.UTF_8));
        } else {
            json.put("SecretBinary", Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue that && text == that.text && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
