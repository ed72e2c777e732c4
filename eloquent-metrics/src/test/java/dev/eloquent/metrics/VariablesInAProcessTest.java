package dev.eloquent.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process of its own, whose environment says where its telemetry goes, and what has come there. */
@Timeout(120)
final class VariablesInAProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String REGION = "eu-central-1";

    private static ChildJvm.Builder child(String telemetry) {
        return ChildJvm.of(VariablesChild.class).env("TELEMETRY", telemetry).env("ENVIRONMENT", "laptop");
    }

    private static List<String> run(ChildJvm.Builder builder) {
        try (ChildJvm child = builder.start()) {
            assertThat(child.awaitExit(LIMIT)).as(child.output().toString()).hasValue(0);
            assertThat(child.stderr()).contains("closed: true");
            return child.stdout();
        }
    }

    @Test
    void emfWritesWhatWasCountedToStandardOutput() {
        assertThat(run(child("emf")))
                .filteredOn(line -> line.startsWith("{\"_aws\":"))
                .map(VariablesInAProcessTest::json)
                .filteredOn(line -> line.has("orders"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("orders").asDouble()).isEqualTo(3);
                    assertThat(line.get("service").asText()).isEqualTo("shop");
                    assertThat(line.get("environment").asText()).isEqualTo("laptop");
                });
    }

    /** Control: who stays in memory writes no line of it. */
    @Test
    void control_noneWritesNoLine() {
        assertThat(run(child("none"))).noneMatch(line -> line.contains("orders"));
    }

    private static JsonNode json(String line) {
        try {
            return JsonMapper.builder().build().readTree(line);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(line, wrong);
        }
    }

    @Test
    void otlpSendsSpansToTheCollectorOfTheVariable() {
        try (LocalOtlp collector = LocalOtlp.collector().start()) {
            run(child("otlp")
                    .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString()));
            assertThat(collector.spans()).extracting(ReceivedSpan::name).containsExactly("order");
            assertThat(collector.spans().get(0).resource()).containsEntry("service.name", "shop");
        }
    }

    @Test
    void cloudWatchAndXRayAreSignedWithTheKeysOfTheTaskRole() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/role", exchange -> {
            asked.incrementAndGet();
            byte[] keys =
                    ("{\"AccessKeyId\":\"TASKROLE\",\"SecretAccessKey\":\"planted-secret\",\"Token\":\"planted-token\","
                                    + "\"Expiration\":\"" + Instant.now().plusSeconds(3_600) + "\"}")
                            .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        agent.start();
        try (LocalCloudWatch cloudWatch = LocalCloudWatch.region(REGION)
                        .credentials("TASKROLE", "planted-secret", "planted-token")
                        .start();
                LocalOtlp xRay = LocalOtlp.aws(REGION)
                        .credentials("TASKROLE", "planted-secret")
                        .sessionToken("planted-token")
                        .start()) {
            run(child("cloudwatch")
                    .env("AWS_REGION", REGION)
                    .env("AWS_ACCESS_KEY_ID", "")
                    .env("AWS_SECRET_ACCESS_KEY", "")
                    .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
                    .env("AWS_CONFIG_FILE", "/dev/null")
                    .env(
                            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                            "http://127.0.0.1:" + agent.getAddress().getPort() + "/role")
                    .env("AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.endpoint().toString())
                    .env("AWS_ENDPOINT_URL_XRAY", xRay.endpoint().toString()));
            assertThat(cloudWatch.distribution("shop", "orders").map(Distribution::sum))
                    .contains(3.0);
            assertThat(xRay.spans()).extracting(ReceivedSpan::name).containsExactly("order");
            assertThat(asked).hasPositiveValue();
        } finally {
            agent.stop(0);
        }
    }
}
