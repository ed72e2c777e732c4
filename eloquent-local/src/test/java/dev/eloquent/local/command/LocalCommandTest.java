package dev.eloquent.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.HttpCalls;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.ecs.LocalEcsAgent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LocalCommandTest {
    private final List<LocalService> started = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        started.forEach(LocalService::close);
    }

    @Test
    void startsWhatIsNamedAndSaysWhatClientsNeed() throws Exception {
        assertThat(run("pinecone", "--dimension", "3", "--metric", "euclidean", "--api-key", "secret", "openai", "ecs"))
                .isZero();

        assertThat(started).extracting(LocalService::name).containsExactly("pinecone", "openai", "ecs");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("pinecone PINECONE_INDEX_HOST=" + started.get(0).endpoint()
                        + " PINECONE_API_KEY=(as given)\nopenai OPENAI_BASE_URL="
                        + started.get(1).endpoint() + " OPENAI_API_KEY=local\necs ECS_AGENT_URI="
                        + started.get(2).endpoint() + " ECS_CONTAINER_METADATA_URI_V4="
                        + ((LocalEcsAgent) started.get(2)).metadata() + "\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(new HttpCalls(started.get(0).endpoint(), "Api-Key", "secret").get("/describe_index_stats"))
                .contains("\"dimension\":3", "\"metric\":\"euclidean\"");
    }

    @Test
    void namesEverythingThatIsWrongAndStartsNothing() {
        assertThat(run(
                        "redis",
                        "--port",
                        "1",
                        "pinecone",
                        "--dimension",
                        "many",
                        "--colour",
                        "red",
                        "openai",
                        "--port",
                        "99999",
                        "--api-key"))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "eloquent-local: \"redis\" is not a stand-in: it must be one of pinecone, openai, ecs, secretsmanager, cloudwatch, otlp, telemetry",
                        "eloquent-local: pinecone: there is no option --colour",
                        "eloquent-local: openai: --api-key needs a value",
                        "eloquent-local: pinecone: --dimension must be a whole number, was \"many\"",
                        "eloquent-local: openai not started: port must be from 0 to 65535, was 99999",
                        "eloquent-local: nothing was started; --help lists what can be");
        assertThat(started).isEmpty();
        assertThat(out.size()).isZero();
    }

    @Test
    void anAgentRefusesFromTheStartWhatItIsToldTo() throws Exception {
        assertThat(run("ecs", "--refuses", "deployment-blocked")).isZero();
        assertThat(new HttpCalls(started.get(0).endpoint(), "Accept", "*/*")
                        .send(
                                "PUT",
                                "/api/local/task-protection/v1/state",
                                "{\"ProtectionEnabled\":true}".getBytes(StandardCharsets.UTF_8)))
                .contains("\"Reason\":\"DEPLOYMENT_BLOCKED\"");

        assertThat(run("ecs", "--refuses", "everything")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("eloquent-local: ecs: --refuses must be one of access-denied, no-task-role, throttled,"
                        + " ecs-unreachable, deployment-blocked, task-not-valid, was \"everything\"\n");
    }

    @Test
    void receivesOtlpAsACollectorOrAsAws() {
        assertThat(run("otlp", "otlp", "--aws", "eu-central-1")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("otlp OTEL_EXPORTER_OTLP_ENDPOINT=" + started.get(0).endpoint()
                        + "\notlp OTEL_EXPORTER_OTLP_ENDPOINT="
                        + started.get(1).endpoint()
                        + " AWS_REGION=eu-central-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\n");

        assertThat(run("otlp", "--aws", "Frankfurt")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("eloquent-local: otlp not started: region must be one of AWS such as eu-central-1, was"
                        + " \"Frankfurt\"\n");
    }

    @Test
    void asksForSomethingToStart() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "eloquent-local: nothing to start: name one or more of pinecone, openai, ecs, secretsmanager, cloudwatch, otlp, telemetry\n");
    }

    @Test
    void startsNothingWhenOnePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("pinecone", "openai", "--port", String.valueOf(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("eloquent-local: openai cannot listen on port " + taken.getLocalPort() + ": ");
            assertThat(started).isEmpty();
        }
    }

    @Test
    void helpsWithEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "usage: java -jar eloquent-local.jar",
                        "pinecone\n",
                        "openai\n",
                        "ecs\n",
                        "secretsmanager\n",
                        "cloudwatch\n",
                        "otlp\n",
                        "telemetry\n",
                        "--describes-per-second")
                .contains(
                        "access-denied, no-task-role, throttled, ecs-unreachable, deployment-blocked, task-not-valid");
        assertThat(started).isEmpty();
    }

    private int run(String... args) {
        return LocalCommand.run(args, started, print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
