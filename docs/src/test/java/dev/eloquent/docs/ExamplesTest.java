package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.testing.PasswordedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example programs, run as a reader would: the packaged jar, a real database, a real port. */
final class ExamplesTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);
    private static final String QUICKSTART = "examples/quickstart/target/quickstart.jar";
    private static final String HEALTH_ONLY = "examples/health-only/target/health-only.jar";

    @Test
    void theQuickstartShowsThePayloadWithARealDatabase() throws Exception {
        try (Program quickstart = Program.java(Map.of("PORT", "0"), "-jar", QUICKSTART)) {
            String payload = quickstart.awaitLine(line -> line.startsWith("{"), START);
            assertThat(payload)
                    .matches("\\{\"status\":\"healthy\",\"timestamp\":\"[0-9T:.-]+Z\",\"version\":\"1.0.0\","
                            + "\"database\":\"healthy\"}");
            assertThat(get(quickstart, "").body()).contains("\"database\":\"healthy\"");
            assertThat(get(quickstart, "/ready").statusCode()).isEqualTo(200);
            assertThat(get(quickstart, "/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsOneLineWithItsRemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(failure(Map.of("PORT", port)))
                    .isEqualTo("quickstart: port " + port + " is taken: end what listens there, or choose another port"
                            + " with the environment variable PORT (0 picks a free one)");
        }
    }

    @Test
    void settingsThatAreMissingOrWrongAreOneLine() throws Exception {
        assertThat(failure(Map.of("PORT", "http", "DATABASE_URL", "jdbc:postgresql://localhost/x")))
                .isEqualTo("quickstart: PORT must be a number from 0 to 65535, was 'http'; "
                        + "DATABASE_USER must be set when DATABASE_URL is, or SECRETS=aws (without DATABASE_URL a"
                        + " PostgreSQL is embedded); DATABASE_PASSWORD must be set when DATABASE_URL is, or SECRETS=aws"
                        + " (without DATABASE_URL a PostgreSQL is embedded)");
    }

    @Test
    void whereSecretsComeFromIsNeverPassedOverInSilence() throws Exception {
        assertThat(failure(Map.of("PORT", "0", "SECRETS", "vault")))
                .isEqualTo("quickstart: SECRETS must be env or aws, was 'vault'");
        assertThat(failure(Map.of("PORT", "0", "SECRETS", "aws")))
                .isEqualTo("quickstart: DATABASE_URL must be set with SECRETS=aws (without both a PostgreSQL is"
                        + " embedded)");
        Map<String, String> both =
                Map.of("SECRETS", "aws", "DATABASE_URL", "jdbc:postgresql://localhost/x", "DATABASE_USER", "me");
        assertThat(failure(both))
                .isEqualTo("quickstart: DATABASE_USER must not be set with SECRETS=aws: leave out one of them");
    }

    @Test
    void aUrlThatIsNoneIsOneLineWithoutThePasswordInIt() throws Exception {
        for (String url : new String[] {"", "postgres://u:topsecret@db/x", "jdbc:mysql://u:topsecret@db/x"}) {
            Map<String, String> wrong =
                    Map.of("PORT", "0", "DATABASE_URL", url, "DATABASE_USER", "u", "DATABASE_PASSWORD", "topsecret");
            assertThat(failure(wrong)).startsWith("quickstart: DATABASE_URL ").doesNotContain("topsecret");
        }
    }

    @Test
    void requestsThatAreNeverFinishedDoNotHoldUpTheProbes() throws Exception {
        List<Socket> halves = new ArrayList<>();
        try (Program quickstart = Program.java(Map.of("PORT", "0"), "-jar", QUICKSTART)) {
            URI address = get(quickstart, "").uri();
            for (int i = 0; i < 20; i++) {
                Socket half = new Socket(address.getHost(), address.getPort());
                half.getOutputStream().write("GET /health HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
                halves.add(half);
            }
            // Waits behind them for a moment, and is answered when the server drops them.
            assertThat(get(quickstart, "/live").statusCode()).isEqualTo(200);
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    @Test
    void aDatabaseThatIsAwayDoesNotKeepTheQuickstartFromTellingSo() throws Exception {
        Map<String, String> nowhere = Map.of(
                "PORT", "0",
                "DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/postgres",
                "DATABASE_USER", "me",
                "DATABASE_PASSWORD", "secret");
        try (Program quickstart = Program.java(nowhere, "-jar", QUICKSTART)) {
            String payload = quickstart.awaitLine(line -> line.startsWith("{"), START);
            assertThat(payload).contains("\"status\":\"degraded\"", "\"database\":\"unhealthy\"");
            assertThat(get(quickstart, "/checks/database").body()).contains("\"reason\":\"connection_failed\"");
            assertThat(quickstart.out()).noneMatch(line -> line.contains("secret"));
        }
    }

    /** Until the pending login is there, the database lets nobody in. */
    @Test
    void theQuickstartBridgesTheGapOfARotation(@TempDir Path folder) throws Exception {
        String old = "{\"username\":\"app\",\"password\":\"planted-old\"}";
        try (PasswordedPostgres postgres = new PasswordedPostgres(folder);
                LocalSecretsManager secrets = LocalSecretsManager.region("eu-central-1")
                        .secret("quickstart/database", old)
                        .start()) {
            postgres.user("app", "planted-new");
            Map<String, String> environment = Map.of(
                    "PORT", "0",
                    "SECRETS", "aws",
                    "DATABASE_URL", postgres.jdbcUrl(),
                    "AWS_REGION", "eu-central-1",
                    "AWS_ACCESS_KEY_ID", "local",
                    "AWS_SECRET_ACCESS_KEY", "local",
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.endpoint().toString());
            try (Program quickstart = Program.java(environment, "-jar", QUICKSTART)) {
                assertThat(quickstart.awaitLine(line -> line.startsWith("{"), START))
                        .contains("\"database\":\"unhealthy\"");
                assertThat(postgres.refused("app")).isPositive();

                secrets.rotate("quickstart/database", old.replace("old", "new"));
                await().atMost(START).until(() -> get(quickstart, "").body().contains("\"database\":\"healthy\""));
                assertThat(quickstart.out()).noneMatch(line -> line.contains("planted"));
            }
        }
    }

    @Test
    void aSignalEndsTheQuickstartInOrderAndIsNoError() throws Exception {
        try (Program quickstart = Program.java(Map.of("PORT", "0"), "-jar", QUICKSTART)) {
            quickstart.awaitLine(line -> line.startsWith("{"), START);
            quickstart.terminate();

            assertThat(quickstart.awaitExit(END)).isZero();
            assertThat(quickstart.out())
                    .anyMatch(line -> line.endsWith(": Gracefully shutting down... (SIGTERM, 28.00 s at most)"))
                    .anyMatch(line -> line.contains(": Shutdown after SIGTERM: clean in "));
            assertThat(quickstart.out())
                    .filteredOn(line -> line.matches(" +[0-9.]+ s +close .* completed"))
                    .extracting(line -> line.replaceAll(" +[0-9.]+ s +close +(.*?)  .*", "$1"))
                    .containsExactly("http server", "probes", "HealthChecks", "Database", "Secrets");
        }
    }

    @Test
    void aWrongStopTimeoutIsOneLine() throws Exception {
        assertThat(failure(Map.of("PORT", "0", "STOP_TIMEOUT_SECONDS", "2 minutes")))
                .isEqualTo("quickstart: shutdown: STOP_TIMEOUT_SECONDS must be whole seconds from 3 to 3600, was"
                        + " '2 minutes': set it to the stopTimeout of the ECS task definition (30 if that says"
                        + " nothing)");
    }

    @Test
    void healthStandsAlone() throws IOException {
        try (Stream<Path> jars = Files.list(Repository.ROOT.resolve("examples/health-only/target/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString().replaceAll("-[0-9].*", "")))
                    .containsExactlyInAnyOrder("eloquent-health", "jackson-core", "slf4j-api", "slf4j-simple");
        }
    }

    @Test
    void healthAloneRunsOnTheClassPath() throws Exception {
        try (Program program = Program.java(Map.of(), "-jar", HEALTH_ONLY, "0")) {
            assertThat(get(program, "/checks/scratch_space").body()).contains("\"name\":\"scratch_space\"");
        }
    }

    @Test
    void healthAloneRunsOnTheModulePath() throws Exception {
        String modulePath = HEALTH_ONLY + File.pathSeparator + "examples/health-only/target/lib";
        String main = "dev.eloquent.examples.health/dev.eloquent.examples.health.HealthOnly";
        try (Program program = Program.java(Map.of(), "--module-path", modulePath, "--module", main, "0")) {
            assertThat(get(program, "/checks/scratch_space").body()).contains("\"name\":\"scratch_space\"");
        }
    }

    private static String failure(Map<String, String> environment) throws Exception {
        try (Program quickstart = Program.java(environment, "-jar", QUICKSTART)) {
            assertThat(quickstart.awaitExit(END)).isEqualTo(1);
            assertThat(quickstart.out()).isEmpty();
            assertThat(quickstart.err()).hasSize(1);
            return quickstart.err().get(0);
        }
    }

    private static HttpResponse<String> get(Program program, String path) throws Exception {
        String line = program.awaitLine(each -> each.startsWith("listening on "), START);
        String address = line.replaceAll("listening on (\\S+).*", "$1");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address + path))
                                .timeout(END)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
