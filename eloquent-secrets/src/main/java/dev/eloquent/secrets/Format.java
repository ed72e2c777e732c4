package dev.eloquent.secrets;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a payload becomes a value. */
interface Format<T> {
    Format<SecretText> TEXT = payload -> {
        if (payload instanceof SecretPayload.Text text) {
            return text.value();
        }
        throw new Unparsable("it is stored as bytes, and declared as text: store it as SecretString, or declare bytes");
    };

    Format<SecretBytes> BYTES = payload -> payload instanceof SecretPayload.Binary binary
            ? binary.value()
            : SecretBytes.of(((SecretPayload.Text) payload).value().reveal().getBytes(StandardCharsets.UTF_8));

    T parse(SecretPayload payload) throws Unparsable;

    /** What is wrong with the declaration itself. */
    default List<String> faults() {
        return List.of();
    }
}
