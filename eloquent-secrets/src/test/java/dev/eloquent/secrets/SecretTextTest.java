package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A value shows itself to nobody who does not ask. */
final class SecretTextTest {
    private static final String PLANTED = "planted-value";
    private final SecretText text = SecretText.of(PLANTED);
    private final SecretBytes bytes = SecretBytes.of(PLANTED.getBytes(StandardCharsets.UTF_8));

    private record Login(String username, SecretText password) {}

    @Test
    void isPrintedAsAMask() {
        assertThat(text).hasToString("SecretText[masked]");
        assertThat(bytes).hasToString("SecretBytes[masked]");
        assertThat(String.format("%s %s %s", text, List.of(text), new Login("user", text)))
                .doesNotContain(PLANTED);
        assertThat(SecretPayload.of(PLANTED).toString()).doesNotContain(PLANTED);
        assertThat(new SecretAnswer.Found("1", SecretPayload.of(PLANTED)).toString())
                .doesNotContain(PLANTED);
        assertThat(new Held<>(text, "1", text).toString()).doesNotContain(PLANTED);
    }

    @Test
    void isNotSerialized() {
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(text))
                .isInstanceOf(NotSerializableException.class);
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(bytes))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void isNotWrittenAsJson() throws Exception {
        ObjectMapper lenient = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        assertThat(lenient.writeValueAsString(text)).isEqualTo("{}");
        assertThat(lenient.writeValueAsString(bytes)).isEqualTo("{}");
        assertThat(lenient.writeValueAsString(new Login("user", text)))
                .isEqualTo("{\"username\":\"user\",\"password\":{}}");
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(text))
                .hasMessageContaining("No serializer found");
    }

    @Test
    void isEqualByItsValueAndHashesToNothing() {
        assertThat(text).isEqualTo(SecretText.of(PLANTED)).isNotEqualTo(SecretText.of("planted-valuf"));
        assertThat(text).hasSameHashCodeAs(SecretText.of("another"));
        assertThat(bytes).isEqualTo(SecretBytes.of(bytes.reveal())).isNotEqualTo(SecretBytes.of(new byte[3]));
    }

    @Test
    void bytesAreCopiedOnTheirWayInAndOut() {
        byte[] mine = {1, 2, 3};
        SecretBytes kept = SecretBytes.of(mine);
        mine[0] = 9;
        kept.reveal()[1] = 9;
        assertThat(kept.reveal()).containsExactly(1, 2, 3);
    }
}
