package dev.eloquent.metrics.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.secrets.Secret;
import dev.eloquent.secrets.SecretSpec;
import dev.eloquent.secrets.SecretText;
import dev.eloquent.secrets.Secrets;
import dev.eloquent.secrets.SecretsManagerSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

@Timeout(60)
final class SecretMetersTest {
    private static final String NAME = "shop/openai";
    private static final SecretSpec<SecretText> OPENAI = SecretSpec.text(NAME);
    private static final SecretSpec<SecretText> SHORT =
            SecretSpec.text("shop/short").softAge(Duration.ofSeconds(1));
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LocalSecretsManager standIn =
            LocalSecretsManager.region("eu-central-1").start();
    private final SecretsManagerClient client = SecretsManagerClient.builder()
            .region(Region.EU_CENTRAL_1)
            .endpointOverride(standIn.endpoint())
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private Secrets secrets;

    @BeforeEach
    void load() {
        standIn.create(NAME, "planted-first");
        standIn.create("shop/short", "planted-short");
        secrets = Secrets.from(SecretsManagerSource.of(client)).load(OPENAI, SHORT);
    }

    @AfterEach
    void close() {
        secrets.close();
        client.close();
        standIn.close();
    }

    private double gauge(String name, String secret) {
        return registry.get(name).tag("secret", secret).gauge().value();
    }

    private double rotations() {
        return registry.get("eloquent.secrets.rotations")
                .tag("secret", NAME)
                .counter()
                .count();
    }

    @Test
    void eachRotationIsCountedAndTheNewValueIsYoung() throws InterruptedException {
        Secret<SecretText> openAi = secrets.get(OPENAI);
        SecretMeters.of(openAi).bindTo(registry);
        assertThat(rotations()).isZero();
        for (int i = 1; i <= 2; i++) {
            double expected = i;
            standIn.put(NAME, "planted-" + i);
            String before = openAi.version();
            await().atMost(LIMIT).until(() -> openAi.refused(before, Duration.ofSeconds(2)));
            await().atMost(LIMIT).until(() -> rotations() == expected);
        }
        assertThat(gauge("eloquent.secrets.age", NAME)).isBetween(0.0, 30.0);
        assertThat(gauge("eloquent.secrets.stale", NAME)).isZero();
    }

    @Test
    void whatCannotBeConfirmedGrowsOldAndStale() {
        SecretMeters.of(secrets.get(SHORT)).bindTo(registry);
        standIn.deny("shop/short");
        standIn.denyBatch();
        await().atMost(LIMIT).until(() -> gauge("eloquent.secrets.stale", "shop/short") == 1);
        assertThat(gauge("eloquent.secrets.age", "shop/short")).isGreaterThan(1);
    }

    @Test
    void noMeterHasAValueOfASecret() {
        SecretMeters.of(secrets.get(OPENAI), secrets.get(SHORT)).bindTo(registry);
        assertThat(registry.getMeters())
                .hasSize(6)
                .extracting(Meter::getId)
                .noneMatch(id -> id.toString().contains("planted"));
    }

    @Test
    void aSecretIsBoundOnce() {
        Secret<SecretText> openAi = secrets.get(OPENAI);
        SecretMeters.of(openAi).bindTo(registry);
        assertThatThrownBy(() -> SecretMeters.of(secrets.get(SHORT), openAi).bindTo(registry))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("secret 'shop/openai' must be bound to a registry once, and meter 'eloquent.secrets.age' of"
                        + " it is there already; name it in one binding only");
        assertThat(registry.getMeters()).hasSize(3);
        assertThatThrownBy(() -> SecretMeters.of(openAi, openAi))
                .hasMessage("secrets must have names of their own, these come twice: [shop/openai]; name one handle of"
                        + " each");
        assertThatThrownBy(SecretMeters::of)
                .hasMessage("secrets must be 1 or more, were none; name those to be watched");
    }
}
