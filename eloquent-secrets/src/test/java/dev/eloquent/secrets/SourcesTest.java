package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.secrets.SecretAnswer.Found;
import dev.eloquent.secrets.SecretAnswer.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where secrets come from if not from Secrets Manager. */
final class SourcesTest {
    private static final SecretRequest KEY = SecretRequest.current("service/api-key");

    @Test
    void theEnvironmentHasNamesOfItsOwn() throws InterruptedException {
        EnvironmentSource source = EnvironmentSource.of(Map.of("SERVICE_API_KEY", "a", "OTHER", "b", "EMPTY", ""));
        assertThat(payload(source)).isEqualTo(SecretPayload.of("a"));
        assertThat(payload(source.named("service/api-key", "OTHER"))).isEqualTo(SecretPayload.of("b"));
        assertThat(answer(source.named("service/api-key", "EMPTY")))
                .isEqualTo(new Refused(
                        SecretProblem.MISSING, "environment variable EMPTY must be set, was not, or empty"));
    }

    @Test
    void filesAreReadAgainWhenTheyAreReplaced(@TempDir Path folder) throws Exception {
        FileSource source = FileSource.in(folder);
        Path file = folder.resolve("service/api-key");
        assertThat(answer(source))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.problem()).isEqualTo(SecretProblem.MISSING));
        Files.createDirectories(file.getParent());
        Files.writeString(file, "old\n");
        assertThat(payload(source)).isEqualTo(SecretPayload.of("old"));
        String version = ((Found) answer(source)).version();
        assertThat(((Found) answer(source)).version()).isEqualTo(version);

        Path next = Files.writeString(folder.resolve("next"), "new");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(payload(source)).isEqualTo(SecretPayload.of("new"));
        assertThat(((Found) answer(source)).version()).isNotEqualTo(version);

        Files.write(file, new byte[] {(byte) 0xff, 0});
        assertThat(payload(source)).isEqualTo(SecretPayload.of(new byte[] {(byte) 0xff, 0}));
        Files.write(file, new byte[70_000]);
        assertThat(answer(source)).isInstanceOf(Refused.class);
    }

    @Test
    void aNameDoesNotLeadOutOfItsFolder(@TempDir Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("outside"), "not for you");
        FileSource source = FileSource.in(Files.createDirectory(folder.resolve("inside")));
        for (String name : new String[] {"../outside", "a/../../outside", "/../outside", "."}) {
            SecretRequest request = SecretRequest.current(name);
            assertThat(source.fetch(Set.of(request)).get(request))
                    .as(name)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.problem()).isEqualTo(SecretProblem.INVALID));
        }
    }

    @Test
    void aChainTakesFromTheNextOnlyWhatIsMissing() throws InterruptedException {
        ScriptedSource first = new ScriptedSource(new VirtualTime());
        FixedSource second = FixedSource.create().with(KEY.name(), "second");
        SourceChain chain = SourceChain.of(first, second);
        assertThat(payload(chain)).isEqualTo(SecretPayload.of("second"));
        first.refuses(KEY.name(), SecretProblem.UNAVAILABLE);
        assertThat(answer(chain)).isEqualTo(new Refused(SecretProblem.UNAVAILABLE, "it is UNAVAILABLE"));
        first.refuses(KEY.name(), SecretProblem.DENIED);
        assertThat(answer(chain)).isEqualTo(new Refused(SecretProblem.DENIED, "it is DENIED"));
        first.has(KEY.name(), "1", "first");
        assertThat(payload(chain)).isEqualTo(SecretPayload.of("first"));
    }

    @Test
    void aChainThatHasItNowhereSaysWhereItLooked() throws InterruptedException {
        SourceChain chain = SourceChain.of(FixedSource.create(), EnvironmentSource.of(Map.of()));
        assertThat(answer(chain))
                .isEqualTo(new Refused(
                        SecretProblem.MISSING,
                        "in fixed values: no such value is fixed; in the environment: environment variable"
                                + " SERVICE_API_KEY must be set, was not, or empty"));
        assertThat(chain.description()).isEqualTo("fixed values, then the environment");
    }

    @Test
    void versionsTellNothingOfAValue() throws InterruptedException {
        // Two processes name the same value differently.
        FixedSource one = FixedSource.create().with(KEY.name(), "value");
        FixedSource other = FixedSource.create().with(KEY.name(), "value");
        assertThat(((Found) answer(one)).version()).isNotEqualTo(((Found) answer(other)).version());
    }

    private static SecretAnswer answer(SecretSource source) throws InterruptedException {
        return java.util.Objects.requireNonNull(source.fetch(Set.of(KEY)).get(KEY));
    }

    private static SecretPayload payload(SecretSource source) throws InterruptedException {
        return ((Found) answer(source)).payload();
    }

    @Test
    void fixedFieldsAreAJsonObjectWhateverIsInThem() {
        SecretSpec<SecretText> spec = SecretSpec.field("service/login", "password");
        FixedSource source = FixedSource.create()
                .with(spec.name(), Map.of("username", "me", "password", "planted-\"quoted\" \\ and\nbroken ä"));
        try (Secrets secrets = Secrets.from(source).load(spec)) {
            assertThat(secrets.get(spec).get().reveal()).isEqualTo("planted-\"quoted\" \\ and\nbroken ä");
        }
    }
}
