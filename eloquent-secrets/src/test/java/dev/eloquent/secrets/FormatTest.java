package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a payload is read as, and what is said of one that is not that: never its value. */
final class FormatTest {
    private static final String PLANTED = "planted-value";

    private record Login(String username, SecretText password, int port, Optional<String> host, boolean tls, long id) {}

    private record Picky(String key) {
        @SuppressWarnings("UnusedMethod") // By reflection.
        private Picky {
            throw new IllegalArgumentException("not " + key);
        }
    }

    private record Nested(Login login, Optional<Integer> number) {}

    @Test
    void textAndBytesAreReadAsEither() throws Exception {
        byte[] binary = {0, (byte) 0xff};
        assertThat(SecretSpec.text("a").parse(SecretPayload.of("text"))).isEqualTo(SecretText.of("text"));
        assertThat(SecretSpec.bytes("a").parse(SecretPayload.of(binary))).isEqualTo(SecretBytes.of(binary));
        assertThat(SecretSpec.bytes("a").parse(SecretPayload.of("ü")).reveal())
                .isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> SecretSpec.text("a").parse(SecretPayload.of(binary)))
                .hasMessage("it is stored as bytes, and declared as text: store it as SecretString, or declare bytes");
    }

    @Test
    void aFieldIsReadWhateverScalarItIs() throws Exception {
        String json = "{\"text\":\"a\",\"number\":5432,\"nested\":{\"text\":\"no\"},\"flag\":true,\"nothing\":null}";
        assertThat(field(json, "text")).isEqualTo("a");
        assertThat(field(json, "number")).isEqualTo("5432");
        assertThat(field(json, "flag")).isEqualTo("true");
        assertThatThrownBy(() -> field(json, "nothing"))
                .hasMessage("its field 'nothing' is missing or no scalar; it has [flag, number, text]");
    }

    private static String field(String json, String name) throws Unparsable {
        return SecretSpec.field("a", name).parse(SecretPayload.of(json)).reveal();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLANTED,
                "\"" + PLANTED + "\"",
                "[\"" + PLANTED + "\"]",
                "{\"key\": " + PLANTED + "}",
                "{\"key\":\"" + PLANTED,
                "{\"key\":\"" + PLANTED + "\"} {}",
                ""
            })
    void whatIsNoObjectIsToldByItsPlace(String text) {
        assertThatThrownBy(() -> field(text, "key"))
                .hasMessageStartingWith("it must be ")
                .hasMessageNotContaining(PLANTED)
                .hasNoCause();
    }

    @Test
    void aRecordHasTheFieldsOfItsNames() throws Exception {
        String json = "{\"username\":\"app\",\"password\":\"" + PLANTED
                + "\",\"port\":5432,\"tls\":\"true\",\"id\":12345678901,\"engine\":\"postgres\"}";
        assertThat(SecretSpec.json("a", Login.class).parse(SecretPayload.of(json)))
                .isEqualTo(new Login("app", SecretText.of(PLANTED), 5432, Optional.empty(), true, 12_345_678_901L));
    }

    @Test
    void allThatIsMissingOrWrongInARecordIsToldAtOnce() {
        String json = "{\"username\":\"" + PLANTED + "\",\"port\":\"" + PLANTED + "\",\"tls\":1,\"id\":2.5}";
        assertThatThrownBy(() -> SecretSpec.json("a", Login.class).parse(SecretPayload.of(json)))
                .hasMessage("its field 'password' is missing or no scalar; it has [id, port, tls, username]; its field"
                        + " 'port' must be of type int; its field 'tls' must be of type boolean; its field 'id' must be of"
                        + " type long");
    }

    @Test
    void whatAConstructorSaysIsNotRepeated() {
        assertThatThrownBy(() ->
                        SecretSpec.json("a", Picky.class).parse(SecretPayload.of("{\"key\":\"" + PLANTED + "\"}")))
                .hasMessage("the constructor of " + Picky.class.getName()
                        + " refused it with a java.lang.IllegalArgumentException");
    }

    @Test
    void whatAValidatorSaysIsNotRepeated() {
        SecretSpec<SecretText> valid = SecretSpec.text("a").validated("must be long", value -> {
            throw new IllegalStateException(value.reveal());
        });
        assertThatThrownBy(() -> valid.parse(SecretPayload.of(PLANTED)))
                .hasMessage("it was refused by a java.lang.IllegalStateException");
        assertThatThrownBy(() -> SecretSpec.text("a")
                        .validated("must be long", value -> false)
                        .parse(SecretPayload.of(PLANTED)))
                .hasMessage("the validator refuses it: must be long");
    }

    @Test
    void aValidatorDoesNotHideThem() {
        assertThat(SecretSpec.json("a", Nested.class)
                        .validated("anything", value -> true)
                        .faults())
                .isEqualTo(SecretSpec.json("a", Nested.class).faults())
                .isNotEmpty();
    }

    @Test
    void componentsOfOtherTypesAreFaultsOfTheDeclaration() {
        assertThat(SecretSpec.json("a", Nested.class).faults())
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault)
                        .contains("must be one of SecretText, String, int, long, boolean, or an Optional"));
    }

    @ParameterizedTest
    @CsvSource({
        "rag-service/openai, 0",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:a-AbCdEf, 0",
        "rds!cluster-1, 0",
        "'', 1",
        "a b, 1",
        "ä, 1"
    })
    void namesAreThoseOfTheApi(String name, int faults) {
        assertThat(SecretSpec.text(name).faults()).hasSize(faults);
    }
}
