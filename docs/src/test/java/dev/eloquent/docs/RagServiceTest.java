package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference service as its README says: the packaged jar, and the folders beside it. */
final class RagServiceTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);
    private static final Path TARGET = Repository.ROOT.resolve("examples/rag-service/target");
    private static final String JAR = "examples/rag-service/target/rag-service.jar";

    @TempDir
    private Path temp;

    @Test
    void locallyItAnswersFromItsDocuments() throws Exception {
        try (Program service = local()) {
            assertThat(firstTitle(service, "Why is SELECT 1 not enough after a failover?"))
                    .isEqualTo("Aurora failover: Why SELECT 1 is not enough");
            assertThat(firstTitle(service, "How does ECS stop a task?"))
                    .isEqualTo("ECS tasks on Fargate: How a task is stopped");
            assertThat(firstTitle(service, "Where should I keep API keys?")).isEqualTo("Secrets: Where secrets belong");
            assertThat(get(service, "/health").body())
                    .contains("\"status\":\"healthy\"", "\"vector_db\":\"healthy\"", "\"dns_cache\":\"healthy\"");
            assertThat(get(service, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(service, "/status").body()).startsWith("<!doctype html>");
            String page = service.awaitLine(line -> line.startsWith("metrics and traces on "), START)
                    .substring("metrics and traces on ".length());
            assertThat(getFrom(page).body()).startsWith("<!doctype html>").contains("Telemetry");
            URI data = URI.create(page);
            Awaitility.await()
                    .atMost(END)
                    .until(() -> getFrom(data.resolve("/data/traces").toString())
                                    .body()
                                    .contains("POST /api/ask")
                            && getFrom(data.resolve("/data/metrics").toString())
                                    .body()
                                    .contains("http.server.requests"));
        }
    }

    @Test
    void conversationsOutliveARestartAndAKill() throws Exception {
        String data = temp.resolve("data").toString();
        String asked;
        ProcessHandle postgres;
        try (Program service = local("--data", data)) {
            assertThat(ask(service, "First?").statusCode()).isEqualTo(200);
            asked = get(service, "/api/conversations").body();
            String pid = Files.readAllLines(Path.of(data, "postgres", "postmaster.pid"))
                    .get(0);
            postgres = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        }
        // One that nobody has reaped yet, as in a container, lives but has no command.
        assertThat(postgres.info().command()).isEmpty();

        try (Program service = local("--data", data)) {
            assertThat(get(service, "/api/conversations").body()).isEqualTo(asked);
            assertThat(firstTitle(service, "Where should I keep API keys?")).isEqualTo("Secrets: Where secrets belong");
            asked = get(service, "/api/conversations").body();
            service.kill();
        }
        try (Program service = local("--data", data)) {
            assertThat(get(service, "/api/conversations").body()).isEqualTo(asked);
        }
    }

    @Test
    void aFolderHasOneServiceAtATime() throws Exception {
        String data = temp.resolve("data").toString();
        try (Program service = local("--data", data)) {
            assertThat(get(service, "/health/live").statusCode()).isEqualTo(200);
            assertThat(failure(Map.of("PORT", "0"), JAR, "--local", "--data", data))
                    // The log has a writer of its own: its line may come after what is said directly.
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line)
                                    .matches(
                                            "\\d\\d:\\d\\d:\\d\\d INFO  Telemetry: telemetry of rag-service 1\\.0\\.0 in local:"
                                                    + " metrics to CloudWatch, traces to X-Ray at http://127\\.0\\.0\\.1:\\d+/v1/traces"),
                            line -> assertThat(line)
                                    .isEqualTo("rag-service: --data " + data
                                            + " is in use by another process: end it, or choose another folder"));
            assertThat(get(service, "/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutAnythingEverythingThatIsMissingIsOneError() throws Exception {
        assertThat(failure(Map.of("PORT", "http", "SECRETS", "env"), JAR))
                .startsWith("rag-service: cannot start:", "  - PORT must be a number from 0 to 65535, was 'http'")
                .filteredOn(line -> line.contains(" must be set"))
                .extracting(line -> line.replaceAll("  - (\\w+) must be set.*", "$1"))
                .containsExactly(
                        "DATABASE_URL",
                        "DATABASE_USER",
                        "DATABASE_PASSWORD",
                        "PINECONE_INDEX_HOST",
                        "PINECONE_API_KEY",
                        "OPENAI_API_KEY");
    }

    @Test
    void aPortThatIsTakenIsOneLineAndNothingIsLeftRunning() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThat(failure(Map.of("PORT", port), JAR, "--local"))
                    .contains("rag-service: port " + port + " cannot be had: end what listens there, or choose another"
                            + " port with the environment variable PORT (0 picks a free one)");
        }
    }

    @Test
    void withoutTheFolderForLaptopsLocalIsAClearErrorAndProductionStarts() throws Exception {
        Path image = Files.createDirectories(temp.resolve("image/lib"));
        try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, image.resolve(jar.getFileName()));
            }
        }
        String jar = image.resolveSibling("rag-service.jar").toString();
        Files.copy(TARGET.resolve("rag-service.jar"), Path.of(jar));

        assertThat(failure(Map.of("PORT", "0"), jar, "--local"))
                .containsExactly(
                        "rag-service: --local needs the folder local/ beside rag-service.jar, with PostgreSQL,"
                                + " the stand-ins of Pinecone and of AWS and the embedding model; an image for production leaves it out");

        Map<String, String> production = new HashMap<>(Map.of(
                "PORT", "0",
                "CLIENT_ADDRESS", "direct",
                "SECRETS", "env",
                "DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/postgres",
                "DATABASE_USER", "me",
                "DATABASE_PASSWORD", "topsecret",
                "PINECONE_INDEX_HOST", "http://127.0.0.1:1",
                "PINECONE_API_KEY", "topsecret",
                "OPENAI_API_KEY", "topsecret",
                "OPENAI_BASE_URL", "http://127.0.0.1:1/v1"));
        try (Program service = Program.java(production, "-jar", jar)) {
            assertThat(get(service, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(service, "/health/ready").statusCode()).isEqualTo(503);
            assertThat(ask(service, "Anybody there?").statusCode()).isEqualTo(503);
            assertThat(service.err()).noneMatch(line -> line.contains("topsecret"));
        }
    }

    @Test
    void eachJarIsInOneOfTheTwoFoldersAndInTheManifest() throws IOException {
        List<String> lib = names("lib");
        List<String> local = names("local");
        List<String> all = new ArrayList<>(lib);
        all.addAll(local);
        try (JarFile jar = new JarFile(TARGET.resolve("rag-service.jar").toFile())) {
            String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
            assertThat(List.of(classPath.split(" ", -1))).containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(all).extracting(name -> name.replaceAll(".*/", "")).doesNotHaveDuplicates();
        assertThat(lib).noneMatch(name -> name.matches(".*(embedded|eloquent-local|onnx|langchain4j).*"));
        assertThat(local).anyMatch(name -> name.contains("eloquent-local"));
    }

    private static List<String> names(String folder) throws IOException {
        try (Stream<Path> jars = Files.list(TARGET.resolve(folder))) {
            return jars.map(jar -> folder + "/" + jar.getFileName()).toList();
        }
    }

    private static Program local(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-jar", JAR, "--local"));
        arguments.addAll(List.of(more));
        return Program.java(Map.of("PORT", "0"), arguments.toArray(String[]::new));
    }

    /** The lines of standard error, up to the report of the shutdown. */
    private static List<String> failure(Map<String, String> environment, String jar, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-jar", jar));
        arguments.addAll(List.of(more));
        try (Program service = Program.java(environment, arguments.toArray(String[]::new))) {
            assertThat(service.awaitExit(START)).isEqualTo(2);
            assertThat(service.out()).isEmpty();
            return service.err().stream()
                    .takeWhile(line -> !line.contains("Gracefully shutting down... (JVM exit, "))
                    .toList();
        }
    }

    private static String firstTitle(Program service, String question) throws Exception {
        HttpResponse<String> answer = ask(service, question);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().replaceFirst("(?s).*?\"title\":\"([^\"]*)\".*", "$1");
    }

    private static HttpResponse<String> ask(Program service, String question) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address(service) + "/api/ask"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"question\":\"" + question + "\"}")));
    }

    private static HttpResponse<String> get(Program service, String path) throws Exception {
        return getFrom(address(service) + path);
    }

    private static HttpResponse<String> getFrom(String address) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.timeout(END).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String address(Program service) throws InterruptedException {
        return service.awaitLine(line -> line.startsWith("listening on "), START)
                .substring("listening on ".length());
    }
}
