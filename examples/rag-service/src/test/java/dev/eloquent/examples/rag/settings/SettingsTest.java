package dev.eloquent.examples.rag.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.eloquent.examples.rag.secrets.GivenSecrets;
import dev.eloquent.examples.rag.secrets.RagSecrets;
import dev.eloquent.examples.rag.secrets.SecretsOrigin;
import dev.eloquent.examples.rag.settings.RateLimitSettings.Clients;
import dev.eloquent.examples.rag.settings.RateLimitSettings.Store;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    private static final Map<String, String> ALL = Map.of(
            "SECRETS", "env",
            "DATABASE_URL", "jdbc:postgresql://db.internal:5432/app",
            "DATABASE_USER", "app",
            "DATABASE_PASSWORD", "topsecret",
            "PINECONE_INDEX_HOST", "docs-abc123.svc.us-east-1-aws.pinecone.io",
            "PINECONE_API_KEY", "pinecone-topsecret",
            "OPENAI_API_KEY", "openai-topsecret");

    @Test
    void withoutAnythingEverythingThatIsMissingIsToldAtOnce() {
        assertThat(fault(List.of(), Map.of())).isEqualTo("""
                cannot start:
                  - DATABASE_URL must be set: such as jdbc:postgresql://db.internal:5432/app
                  - PINECONE_INDEX_HOST must be set: such as docs-abc123.svc.us-east-1-aws.pinecone.io""");
        assertThat(fault(List.of(), Map.of("SECRETS", "env", "AUTH", "jwt"))).isEqualTo("""
                cannot start:
                  - DATABASE_URL must be set: such as jdbc:postgresql://db.internal:5432/app
                  - DATABASE_USER must be set: the role that owns the service's tables
                  - DATABASE_PASSWORD must be set: that role's password
                  - PINECONE_INDEX_HOST must be set: such as docs-abc123.svc.us-east-1-aws.pinecone.io
                  - PINECONE_API_KEY must be set: the key
                  - OPENAI_API_KEY must be set: the key
                  - JWT_KID must be set: the id of the key that signs tokens
                  - JWT_KEY must be set: the key that signs tokens, 32 bytes or more""");
    }

    @Test
    void secretsComeFromSecretsManagerAndVariablesWouldBeIgnored() {
        Map<String, String> places = Map.of(
                "DATABASE_URL", "jdbc:postgresql://db.internal:5432/app",
                "PINECONE_INDEX_HOST", "docs-abc123.svc.us-east-1-aws.pinecone.io");
        Settings settings = Settings.of(List.of(), places);
        assertThat(settings.secretsFrom()).isEqualTo(SecretsOrigin.AWS);
        assertThat(settings.given()).isEqualTo(GivenSecrets.none());
        assertThat(settings.openAi()).isPresent();

        Map<String, String> more = new HashMap<>(places);
        more.put("OPENAI_API_KEY", "topsecret");
        assertThat(fault(List.of(), more))
                .isEqualTo("cannot start:\n  - OPENAI_API_KEY must not be set where secrets come from Secrets Manager:"
                        + " leave it out, or set SECRETS=env");
    }

    @Test
    void wordsThatAreNotKnownAreTold() {
        assertThat(fault(List.of("--local"), Map.of("SECRETS", "vault", "AUTH", "basic", "LOG_FORMAT", "xml")))
                .isEqualTo("""
                cannot start:
                  - SECRETS must be aws or env, was 'vault'
                  - AUTH must be none or jwt, was 'basic'
                  - LOG_FORMAT must be text or json, was 'xml'""");
        assertThat(fault(List.of("--local"), Map.of("LOG_FORMAT", "")))
                .isEqualTo("cannot start:\n  - LOG_FORMAT must be text or json, was ''");
    }

    @Test
    void tasksCountTogetherBehindCloudFrontAndALaptopByItself() {
        RateLimitSettings tasks = Settings.of(List.of(), ALL).rateLimit();
        assertThat(tasks)
                .isEqualTo(new RateLimitSettings(
                        Store.POSTGRES, 1_000, Clients.CLOUDFRONT_ALB, Optional.empty(), Optional.empty()));
        RateLimitSettings laptop = Settings.of(List.of("--local"), Map.of()).rateLimit();
        assertThat(laptop)
                .isEqualTo(
                        new RateLimitSettings(Store.LOCAL, 1_000, Clients.DIRECT, Optional.empty(), Optional.empty()));
        RateLimitSettings redis = Settings.of(
                        List.of("--local"),
                        Map.of(
                                "RATE_LIMIT_STORE", "redis",
                                "REDIS_URL", "rediss://user:topsecret@redis.internal:6379",
                                "RATE_LIMIT_PER_MINUTE", "50",
                                "CLIENT_ADDRESS", "alb"))
                .rateLimit();
        assertThat(redis).hasToString("REDIS, 50 a minute, clients ALB");
    }

    @Test
    void aLimitThatIsNoneIsTold() {
        assertThat(fault(
                        List.of("--local"),
                        Map.of(
                                "RATE_LIMIT_STORE", "memcached",
                                "RATE_LIMIT_PER_MINUTE", "0",
                                "CLIENT_ADDRESS", "nginx",
                                "REDIS_URL", "topsecret")))
                .isEqualTo("""
                cannot start:
                  - RATE_LIMIT_STORE must be local or postgres or redis, was 'memcached'
                  - CLIENT_ADDRESS must be direct or alb or cloudfront-alb, was 'nginx'
                  - REDIS_URL is for RATE_LIMIT_STORE=redis, which is local: leave out one
                  - REDIS_URL must be a URI of redis:// or rediss:// with a host, such as rediss://redis.internal:6379; what no URI may hold in a password is percent-encoded
                  - RATE_LIMIT_PER_MINUTE must be a number from 1 to 1000000, was '0'""");
        assertThat(fault(List.of("--local"), Map.of("RATE_LIMIT_STORE", "redis")))
                .isEqualTo("cannot start:\n  - REDIS_URL must be set with RATE_LIMIT_STORE=redis: such as"
                        + " rediss://redis.internal:6379");
    }

    @Test
    void whatCloudFrontSendsIsASecretInAHeaderOfItsOwn() {
        Settings settings = Settings.of(
                List.of("--local"),
                Map.of(
                        "CLIENT_ADDRESS", "cloudfront-alb",
                        "ORIGIN_HEADER", "X-Origin-Verify",
                        "ORIGIN_SECRET", "topsecret"));
        assertThat(settings.rateLimit()).hasToString("LOCAL, 1000 a minute, clients CLOUDFRONT_ALB by X-Origin-Verify");
        assertThat(settings.given()).isEqualTo(GivenSecrets.none().with(RagSecrets.ORIGIN, "topsecret"));
        assertThat(settings.toString()).doesNotContain("topsecret");

        assertThat(fault(List.of("--local"), Map.of("ORIGIN_HEADER", "X-Forwarded-For")))
                .isEqualTo("""
                cannot start:
                  - ORIGIN_HEADER is for CLIENT_ADDRESS=cloudfront-alb, which is direct: leave it out where CloudFront is not used
                  - ORIGIN_HEADER must be a header of its own, with letters, digits and hyphens, such as X-Origin-Verify, was 'X-Forwarded-For'
                  - ORIGIN_SECRET must be set: what CloudFront sends in ORIGIN_HEADER""");
        assertThat(fault(List.of("--local"), Map.of("ORIGIN_SECRET", "topsecret")))
                .isEqualTo("cannot start:\n  - ORIGIN_HEADER must be set with ORIGIN_SECRET: such as X-Origin-Verify");
    }

    @Test
    void aKeyThatIsTooShortToSignIsTold() {
        assertThat(fault(List.of("--local"), Map.of("AUTH", "jwt", "JWT_KID", "1", "JWT_KEY", "topsecret")))
                .isEqualTo("cannot start:\n  - JWT_KEY must have at least 32 bytes, as HS256 wants");
    }

    @Test
    void locallyTheStandInIsFilledUnlessAnEndpointIsNamed() {
        Map<String, String> key = Map.of("OPENAI_API_KEY", "topsecret");
        Settings settings = Settings.of(List.of("--local"), key);
        assertThat(settings.secretsFrom()).isEqualTo(SecretsOrigin.STAND_IN);
        assertThat(settings.given()).isEqualTo(GivenSecrets.none().with(RagSecrets.OPENAI, "topsecret"));
        assertThat(settings.toString()).doesNotContain("topsecret");

        Map<String, String> endpoint = Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:4566");
        assertThat(Settings.of(List.of("--local"), endpoint).secretsFrom()).isEqualTo(SecretsOrigin.AWS);
        assertThat(Settings.of(List.of("--local"), Map.of("SECRETS", "env")).secretsFrom())
                .isEqualTo(SecretsOrigin.ENVIRONMENT);
    }

    @Test
    void aBlankVariableIsAMissingOne() {
        assertThat(fault(List.of(), with("DATABASE_PASSWORD", " ")))
                .isEqualTo("cannot start:\n  - DATABASE_PASSWORD must be set: that role's password");
    }

    @Test
    void allOfItIsEnough() {
        Settings settings = Settings.of(List.of(), ALL);

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.pinecone().orElseThrow()).hasToString("https://docs-abc123.svc.us-east-1-aws.pinecone.io");
        assertThat(settings.openAi().orElseThrow()).hasToString("https://api.openai.com/v1");
        assertThat(settings.toString()).doesNotContain("topsecret");
    }

    @Test
    void locallyNothingIsNeededAndOnlyThisMachineIsServed() {
        Settings settings = Settings.of(List.of("--local", "--data", "there"), Map.of("PORT", "0"));

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.database()).isEmpty();
        assertThat(settings.pinecone()).isEmpty();
        assertThat(settings.openAi()).isEmpty();
        assertThat(settings.data()).contains(Path.of("there"));
    }

    @Test
    void locallyWhatIsConfiguredIsUsed() {
        Settings settings = Settings.of(
                List.of("--local"),
                Map.of(
                        "OPENAI_API_KEY",
                        "k",
                        "OPENAI_BASE_URL",
                        "http://127.0.0.1:9/v1/",
                        "PINECONE_API_KEY",
                        "k",
                        "PINECONE_INDEX_HOST",
                        "http://localhost:9"));

        assertThat(settings.openAi().orElseThrow()).hasToString("http://127.0.0.1:9/v1");
        assertThat(settings.pinecone().orElseThrow()).hasToString("http://localhost:9");
        assertThat(settings.database()).isEmpty();
    }

    @Test
    void locallyHalfOfASettingIsAFault() {
        assertThat(fault(
                        List.of("--local"),
                        Map.of("DATABASE_USER", "u", "PINECONE_API_KEY", "k", "OPENAI_BASE_URL", "https://x.example")))
                .isEqualTo("""
                        cannot start:
                          - DATABASE_URL must be set: such as jdbc:postgresql://db.internal:5432/app
                          - DATABASE_PASSWORD must be set: that role's password
                          - PINECONE_INDEX_HOST must be set: such as docs-abc123.svc.us-east-1-aws.pinecone.io
                          - OPENAI_API_KEY must be set: the key""");
    }

    @Test
    void aPortThatIsNoneIsToldWithItsValue() {
        for (String port : List.of("http", "-1", "65536", "1e3", "999999999999")) {
            assertThat(fault(List.of(), with("PORT", port)))
                    .isEqualTo("cannot start:\n  - PORT must be a number from 0 to 65535, was '" + port + "'");
        }
    }

    @Test
    void aUrlThatIsNoneIsToldWithoutThePasswordInIt() {
        for (String url : List.of(
                "postgres://u:topsecret@db/x",
                "jdbc:mysql://u:topsecret@db/x",
                "jdbc:postgresql://db:port/topsecret")) {
            assertThat(fault(List.of(), with("DATABASE_URL", url)))
                    .isEqualTo("cannot start:\n  - DATABASE_URL must be one that PostgreSQL's driver understands, such"
                            + " as jdbc:postgresql://db.internal:5432/app");
        }
    }

    @Test
    void aKeyThatNoHeaderCanHoldIsToldWithoutTheKey() {
        for (String key : List.of("topsecret\n", "top secret", "töpsecret", "x".repeat(513))) {
            assertThat(fault(List.of(), with("PINECONE_API_KEY", key)))
                    .isEqualTo(
                            "cannot start:\n  - PINECONE_API_KEY must be 1 to 512 visible ASCII characters: is there a"
                                    + " blank or a line break in it?");
        }
    }

    @Test
    void keysDoNotTravelInTheClear() {
        for (String address : List.of(
                "http://index.example",
                "ftp://index.example",
                "https://u:topsecret@index.example",
                "https://index.example/?key=topsecret",
                "https://",
                "https://index example",
                "http://127.0.0.1:99999",
                "http://127.0.0.1.example")) {
            assertThat(fault(List.of(), with("PINECONE_INDEX_HOST", address)))
                    .startsWith("cannot start:\n  - PINECONE_INDEX_HOST must be a host or an https:// address")
                    .doesNotContain("topsecret");
        }
    }

    @Test
    void argumentsThatAreNotKnownAreToldWithTheUsage() {
        assertThat(fault(List.of("--lokal"), ALL))
                .isEqualTo("cannot start:\n  - unknown argument '--lokal'\n" + Settings.USAGE);
        assertThat(fault(List.of("--data", "x"), ALL)).contains("--data is for --local");
        assertThat(fault(List.of("--local", "--data"), Map.of())).contains("--data must be followed by a folder");
        assertThat(fault(List.of("--data", "--local"), Map.of())).contains("--data must be followed by a folder");
    }

    @Test
    void aFolderForALocalDatabaseAndAnotherDatabaseContradictEachOther() {
        assertThat(fault(List.of("--local", "--data", "x"), ALL))
                .isEqualTo("cannot start:\n  - --data keeps the local database, but DATABASE_URL says that there is"
                        + " another: leave out one");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> changed = new HashMap<>(ALL);
        changed.put(name, value);
        return changed;
    }

    private static String fault(List<String> arguments, Map<String, String> environment) {
        return catchThrowableOfType(StartFault.class, () -> Settings.of(arguments, environment))
                .getMessage();
    }
}
