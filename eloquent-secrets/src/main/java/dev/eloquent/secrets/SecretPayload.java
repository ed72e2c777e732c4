package dev.eloquent.secrets;

import java.util.Objects;

/** What a source has for a secret: text, or bytes, as it was stored. */
public sealed interface SecretPayload {
    /** Text, as {@code SecretString}. */
    record Text(SecretText value) implements SecretPayload {
        /** Nothing may be null. */
        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    /** Bytes, as {@code SecretBinary}. */
    record Binary(SecretBytes value) implements SecretPayload {
        /** Nothing may be null. */
        public Binary {
            Objects.requireNonNull(value, "value");
        }
    }

    /** Of this text. */
    static SecretPayload of(String text) {
        return new Text(SecretText.of(text));
    }

    /** Of these bytes. */
    static SecretPayload of(byte[] bytes) {
        return new Binary(SecretBytes.of(bytes));
    }
}
