package dev.eloquent.local.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

final class LocalSecretsManagerSettingsTest {
    @TempDir
    Path folder;

    @Test
    void readsSecretsFromAFile() throws Exception {
        Path seed = seed("{\"rag-service/openai\":\"sk-1\",\"db\":{\"username\":\"a\",\"password\":\"b\"}}");
        try (LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
                        .secret("other", "x")
                        .seed(seed)
                        .start();
                SecretsManagerClient client = SdkClient.of(secretsManager)) {
            assertThat(client.getSecretValue(r -> r.secretId("rag-service/openai"))
                            .secretString())
                    .isEqualTo("sk-1");
            assertThat(client.getSecretValue(r -> r.secretId("db")).secretString())
                    .isEqualTo("{\"username\":\"a\",\"password\":\"b\"}");
            assertThat(client.getSecretValue(r -> r.secretId("other")).secretString())
                    .isEqualTo("x");
        }
    }

    @Test
    void namesEverythingThatIsWrongAndNoValue() throws Exception {
        Path seed = seed("{\"a\":1,\"b\":\"again\",\"c c\":\"x\",\"d\":\"\"}");
        assertThatThrownBy(() -> LocalSecretsManager.region("Frankfurt")
                        .secret("b", "sk-1")
                        .seed(seed)
                        .start(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("secretsmanager not started: region must be one of AWS such as eu-central-1, was"
                        + " \"Frankfurt\"; port must be from 0 to 65535, was 70000; seed " + seed + ": the secret \"a\""
                        + " must be a string or an object of JSON; the secret \"b\" is given twice; the name of a secret"
                        + " must be 1 to 512 letters, digits and /_+=.@!-, was \"c c\"; the secret \"d\" must have 1 to"
                        + " 65536 bytes, had 0");
    }

    @Test
    void saysWhereASeedIsNoJsonAndQuotesNothingOfIt() throws Exception {
        Path broken = seed("{\"a\":\"sk-1\",\n \"b\":sk-2}");
        assertThatThrownBy(() ->
                        LocalSecretsManager.region("eu-central-1").seed(broken).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("secretsmanager not started: seed \\S+ is not valid JSON, line 2, column \\d+");
        Path list = seed("[]");
        assertThatThrownBy(() ->
                        LocalSecretsManager.region("eu-central-1").seed(list).start())
                .hasMessage("secretsmanager not started: seed " + list + " must be a JSON object");
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() ->
                        LocalSecretsManager.region("eu-central-1").seed(missing).start())
                .hasMessage("secretsmanager not started: seed must be a file, there is none at " + missing);
    }

    @Test
    void partitionsAreInTheArn() {
        try (LocalSecretsManager china = LocalSecretsManager.region("cn-north-1")
                        .secret("a", "x")
                        .start();
                LocalSecretsManager government = LocalSecretsManager.region("us-gov-west-1")
                        .secret("a", "x")
                        .start()) {
            assertThat(china.arn("a")).startsWith("arn:aws-cn:secretsmanager:cn-north-1:");
            assertThat(government.arn("a")).startsWith("arn:aws-us-gov:secretsmanager:us-gov-west-1:");
        }
    }

    private Path seed(String json) throws Exception {
        return Files.writeString(folder.resolve("seed.json"), json);
    }
}
