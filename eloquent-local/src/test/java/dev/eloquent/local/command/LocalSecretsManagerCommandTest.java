package dev.eloquent.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.LocalService;
import dev.eloquent.local.secretsmanager.SignedCalls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalSecretsManagerCommandTest {
    private final List<LocalService> started = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        started.forEach(LocalService::close);
    }

    @Test
    void startsWithASeedAndSaysWhatClientsNeed() throws Exception {
        Path seed = Files.writeString(folder.resolve("secrets.json"), "{\"db\":{\"password\":\"p\"}}");
        assertThat(run("secretsmanager", "--region", "eu-west-1", "--seed", seed.toString()))
                .isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("secretsmanager AWS_ENDPOINT_URL_SECRETS_MANAGER="
                        + started.get(0).endpoint()
                        + " AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\n");
        assertThat(SignedCalls.to(started.get(0)).call("GetSecretValue", "{\"SecretId\":\"db\"}"))
                .startsWith("200 {\"ARN\":\"arn:aws:secretsmanager:eu-west-1:")
                .contains("\"SecretString\":\"{\\\"password\\\":\\\"p\\\"}\"");
    }

    @Test
    void namesASeedThatIsMissingAmongAllElseThatIsWrong() {
        Path missing = folder.resolve("missing.json");
        assertThat(run("ecs", "--refuses", "x", "secretsmanager", "--region", "x", "--seed", missing.toString()))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .contains(
                        "eloquent-local: secretsmanager not started: region must be one of AWS such as eu-central-1, was"
                                + " \"x\"; seed must be a file, there is none at " + missing);
        assertThat(started).isEmpty();
    }

    @Test
    void namesASeedThatIsNoJson() throws Exception {
        Path seed = Files.writeString(folder.resolve("secrets.json"), "db=1");
        assertThat(run("secretsmanager", "--seed", seed.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("eloquent-local: secretsmanager not started: seed " + seed
                        + " is not valid JSON, line 1, column ");
    }

    private int run(String... args) {
        return LocalCommand.run(args, started, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
