package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.Fault;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process of its own: stopped and continued, and started while a name does not resolve. */
final class ProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int HARD_SECONDS = 3;
    /** So that there is a time in which it has been continued and not been answered. */
    private static final Fault SLOW = Fault.delay(Duration.ofMillis(300));

    @TempDir
    private Path folder;

    private final LocalSecretsManager aws = LocalSecretsManager.region("eu-central-1")
            .secret("one", "planted-first")
            .start();

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void aProcessThatWasStoppedForLongerThanTheHardAgeReadsOn() throws InterruptedException {
        try (ChildJvm service = reading(Refresher.GRACE)) {
            aws.faults().always(SLOW);
            stopFor(service, HARD_SECONDS + 2);
            service.awaitLine("read all the time, and it is fresh again", LIMIT);
            assertThat(service.output()).noneMatch(line -> line.startsWith("refused: "));
        }
    }

    /** The control: with no time given to ask, what has come of age meanwhile is given up, although somebody answers. */
    @Test
    void control_aProcessThatIsGivenNoTimeToAskIsRefused() throws InterruptedException {
        try (ChildJvm service = reading(Duration.ZERO)) {
            aws.faults().always(SLOW);
            stopFor(service, HARD_SECONDS + 2);
            service.awaitLine("refused: secret 'one' could not be confirmed for PT3S, its hard age", LIMIT);
        }
    }

    /** The control: what keeps it readable is that somebody answers, not that the age was forgotten. */
    @Test
    void control_aProcessThatWasStoppedAndGetsNoAnswerIsRefused() throws InterruptedException {
        try (ChildJvm service = reading(Refresher.GRACE)) {
            aws.faults().always(Fault.close());
            stopFor(service, HARD_SECONDS + 2);
            service.awaitLine("refused: secret 'one' could not be confirmed for PT3S, its hard age", LIMIT);
        }
    }

    @Test
    void aNameThatDoesNotResolveYetIsWaitedFor() throws IOException {
        Path hosts = Files.createFile(folder.resolve("hosts"));
        String address = "http://secrets.example:" + aws.endpoint().getPort();
        try (ChildJvm service = child(LoadingService.class, address)
                .jvmArgs("-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.negative.ttl=0")
                .start()) {
            assertThat(service.awaitLine("without patience: ", LIMIT))
                    .contains("java.net.UnknownHostException: secrets.example", "look at the network");
            long unresolved = aws.calls("GetSecretValue");
            assertThat(service.output()).doesNotContain("loaded");
            // By another process a file is replaced in one step.
            Files.move(
                    Files.writeString(folder.resolve("new"), "127.0.0.1 secrets.example\n"),
                    hosts,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            service.awaitLine("loaded", LIMIT);
            assertThat(unresolved).isZero();
            await().atMost(LIMIT).until(() -> aws.calls("GetSecretValue") == 1);
        }
    }

    /** Where the SDK's own settings lead: no name resolves here, and the error has the one that was asked for. */
    @ParameterizedTest
    @CsvSource({
        "AWS_USE_FIPS_ENDPOINT, true, secretsmanager-fips.us-east-1.amazonaws.com",
        "AWS_USE_DUALSTACK_ENDPOINT, true, secretsmanager.us-east-1.amazonaws.com",
        "AWS_ENDPOINT_URL, https://all.example, all.example",
        "SOMETHING_ELSE, true, secretsmanager.us-east-1.amazonaws.com"
    })
    void theSettingsOfTheSdkAreHonoured(String name, String value, String host) throws IOException {
        Path hosts = Files.createFile(folder.resolve("hosts"));
        try (ChildJvm service = ChildJvm.of(LoadingService.class)
                .args("once")
                .jvmArgs("-Djdk.net.hosts.file=" + hosts)
                .env("AWS_REGION", "us-east-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local")
                .env(name, value)
                .start()) {
            assertThat(service.awaitLine("without patience: ", LIMIT))
                    .contains("java.net.UnknownHostException: " + host + ";", "Secrets Manager in us-east-1");
        }
    }

    @ParameterizedTest
    @CsvSource({"AWS_ENDPOINT_URL_SECRETS_MANAGER, ''", "AWS_ENDPOINT_URL, no url", "AWS_REGION, ''"})
    void settingsThatAreWrongAreOneError(String name, String value) {
        try (ChildJvm service = ChildJvm.of(LoadingService.class)
                .args("once")
                .env("AWS_REGION", "us-east-1")
                .env("AWS_EC2_METADATA_DISABLED", "true")
                .env(name, value)
                .start()) {
            assertThat(service.awaitLine("without patience: ", LIMIT))
                    .startsWith(
                            "without patience: secrets: the AWS SDK cannot be set up; set AWS_REGION, which ECS sets");
        }
    }

    private ChildJvm reading(Duration grace) {
        ChildJvm service = child(ReadingService.class, aws.endpoint().toString())
                .args(String.valueOf(HARD_SECONDS), String.valueOf(grace.toSeconds()))
                .start();
        service.awaitLine("loaded", LIMIT);
        return service;
    }

    private static void stopFor(ChildJvm service, int seconds) throws InterruptedException {
        service.signal("STOP");
        // The time of another process cannot be injected.
        TimeUnit.SECONDS.sleep(seconds);
        service.signal("CONT");
    }

    private static ChildJvm.Builder child(Class<?> main, String endpoint) {
        return ChildJvm.of(main)
                .env("AWS_REGION", "eu-central-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local")
                .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint);
    }
}
