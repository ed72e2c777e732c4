package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The stand-ins, started as docs/local.md says: the packaged jar, on the class path and on the module path. */
final class LocalJarTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String JAR = "eloquent-local/target/eloquent-local-"
            + Repository.PARENT.text("version").orElseThrow() + ".jar";

    @Test
    void startsFromItsJarAndTakesFaultsOverHttp() throws Exception {
        try (Program local = Program.java(Map.of(), "-jar", JAR, "pinecone", "--dimension", "3", "openai", "ecs")) {
            String line = local.awaitLine(text -> text.startsWith("pinecone "), START);
            assertThat(line).matches("pinecone PINECONE_INDEX_HOST=http://127\\.0\\.0\\.1:\\d+ PINECONE_API_KEY=local");
            assertThat(local.awaitLine(text -> text.startsWith("openai "), START))
                    .matches("openai OPENAI_BASE_URL=http://127\\.0\\.0\\.1:\\d+/v1 OPENAI_API_KEY=local");
            assertThat(local.awaitLine(text -> text.startsWith("ecs "), START))
                    .matches("ecs ECS_AGENT_URI=http://127\\.0\\.0\\.1:\\d+/api/local"
                            + " ECS_CONTAINER_METADATA_URI_V4=http://127\\.0\\.0\\.1:\\d+/v4/local-0000000001");

            URI endpoint = URI.create(line.replaceAll(".*HOST=(\\S+) .*", "$1"));
            assertThat(send(endpoint, "GET", "/describe_index_stats", "")).startsWith("200 ");
            send(endpoint, "PUT", "/_local/faults", "{\"faults\":[{\"fault\":\"status\",\"status\":503}]}");
            assertThat(send(endpoint, "GET", "/describe_index_stats", "")).startsWith("503 ");
            send(endpoint, "DELETE", "/_local/faults", "");
            assertThat(send(endpoint, "GET", "/describe_index_stats", "")).startsWith("200 ");
        }
    }

    @Test
    void isAModule() throws Exception {
        List<String> path = new ArrayList<>(List.of(JAR));
        Path folder = Repository.ROOT.resolve(JAR).resolveSibling("");
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(folder, "jackson-*.jar")) {
            beside.forEach(jar -> path.add(jar.toString()));
        }
        try (Program local = Program.java(
                Map.of(), "-p", String.join(File.pathSeparator, path), "-m", "dev.eloquent.local", "openai")) {
            local.awaitLine(text -> text.startsWith("openai "), START);
        }
    }

    @Test
    void endsWithTwoWhenTheCommandLineIsWrong() throws Exception {
        try (Program local = Program.java(Map.of(), "-jar", JAR, "redis")) {
            assertThat(local.awaitExit(START)).isEqualTo(2);
            assertThat(local.err())
                    .containsExactly(
                            "eloquent-local: \"redis\" is not a stand-in: it must be one of pinecone, openai, ecs, secretsmanager, cloudwatch, otlp, telemetry",
                            "eloquent-local: nothing was started; --help lists what can be");
        }
    }

    private static String send(URI endpoint, String method, String path, String body) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(endpoint.resolve(path))
                                .header("Api-Key", "local")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
