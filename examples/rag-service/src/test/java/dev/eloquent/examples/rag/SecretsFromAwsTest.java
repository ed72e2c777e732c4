package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.PasswordedPostgres;
import dev.eloquent.testing.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as in production: a process whose secrets come from what {@code AWS_ENDPOINT_URL_SECRETS_MANAGER} names. */
final class SecretsFromAwsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KEY = "planted-a-key-of-32-bytes-or-more";

    private final PostgresServer postgres = PostgresServer.start();
    private final LocalPinecone pinecone =
            LocalPinecone.index("documents").apiKey("planted-pinecone").start();
    private final LocalOpenAi openAi = LocalOpenAi.apiKey("planted-openai").start();
    private final LocalSecretsManager secretsManager = LocalSecretsManager.region("eu-central-1")
            .secret(
                    "rag-service/database",
                    "{\"username\":\"" + postgres.user() + "\",\"password\":\"planted-database\",\"port\":5432}")
            .secret("rag-service/openai", "planted-openai")
            .secret("rag-service/pinecone", "planted-pinecone")
            .start();

    @AfterEach
    void close() {
        secretsManager.close();
        openAi.close();
        pinecone.close();
        postgres.close();
    }

    @Test
    void itAnswersAndKeepsItsSecrets() throws Exception {
        try (ChildJvm service = production().start()) {
            String address = service.awaitLine("listening on ", LIMIT).replace("listening on ", "");
            assertThat(ask(address, "")).isEqualTo(200);
            service.signal("TERM");
            assertThat(service.awaitExit(LIMIT)).isPresent();
            assertThat(service.output()).doesNotContain("planted-");
        }
    }

    @Test
    void whatIsMissingOrDeniedIsOneErrorWithItsRemedy() {
        secretsManager.deny("rag-service/openai");
        try (ChildJvm service = production().env("AUTH", "jwt").start()) {
            assertThat(service.awaitExit(LIMIT)).hasValue(2);
            assertThat(service.stdout()).isEmpty();
            assertThat(String.join("\n", service.stderr()))
                    .contains("rag-service: 2 secrets cannot be had from Secrets Manager in eu-central-1:")
                    .contains("rag-service/openai: AccessDeniedException", "to the task role")
                    .contains("rag-service/jwt: ResourceNotFoundException")
                    .doesNotContain("planted-", "\tat ");
        }
    }

    @Test
    void aTokenOfANewKeyIsAcceptedAndSoIsOneOfTheOldKey() throws Exception {
        secretsManager.create("rag-service/jwt", key("one"));
        try (ChildJvm service = production().env("AUTH", "jwt").start()) {
            String address = service.awaitLine("listening on ", LIMIT).replace("listening on ", "");
            assertThat(ask(address, "")).isEqualTo(401);
            String old = token("one");
            assertThat(ask(address, old)).isEqualTo(200);

            secretsManager.rotate("rag-service/jwt", key("two")).finish();
            // The first refusal may have been a moment ago; asking again is put off for that long.
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ask(address, token("two"))).isEqualTo(200));
            assertThat(ask(address, old)).isEqualTo(200);
            assertThat(ask(address, token("three"))).isEqualTo(401);
        }
    }

    /** The control is in it: until the pending login is there, the database lets nobody in. */
    @Test
    void theGapOfARotationIsBridged(@TempDir Path folder) throws Exception {
        try (PasswordedPostgres asking = new PasswordedPostgres(folder)) {
            asking.user("app", "planted-new");
            // Without a previous login, which would be taken.
            secretsManager.delete("rag-service/database");
            secretsManager.create("rag-service/database", login("planted-old"));
            try (ChildJvm service =
                    production().env("DATABASE_URL", asking.jdbcUrl()).start()) {
                String address = service.awaitLine("listening on ", LIMIT).replace("listening on ", "");
                assertThat(asking.refused("app")).isPositive();
                assertThat(ask(address, "")).isEqualTo(503);

                secretsManager.rotate("rag-service/database", login("planted-new"));
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(ask(address, "")).isEqualTo(200));
            }
        }
    }

    private static String login(String password) {
        return "{\"username\":\"app\",\"password\":\"" + password + "\"}";
    }

    private ChildJvm.Builder production() {
        return ChildJvm.of(RagService.class)
                .env("PORT", "0")
                .env("STOP_TIMEOUT_SECONDS", "5")
                .env("CLIENT_ADDRESS", "direct")
                .env("DATABASE_URL", postgres.jdbcUrl())
                .env("PINECONE_INDEX_HOST", pinecone.endpoint().toString())
                .env("OPENAI_BASE_URL", openAi.endpoint().toString())
                .env("AWS_REGION", "eu-central-1")
                .env("AWS_ACCESS_KEY_ID", "local")
                .env("AWS_SECRET_ACCESS_KEY", "local")
                .env(
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        secretsManager.endpoint().toString());
    }

    private static int ask(String address, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/ask"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"question\":\"How does ECS stop a task?\"}"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String key(String kid) {
        return "{\"kid\":\"" + kid + "\",\"key\":\"" + KEY + kid + "\"}";
    }

    private static String token(String kid) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(),
                new JWTClaimsSet.Builder()
                        .subject("me")
                        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(10))))
                        .build());
        token.sign(new MACSigner(KEY + kid));
        return token.serialize();
    }
}
