package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.ReceivedSpan;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import dev.eloquent.testing.RedisServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What arrives at CloudWatch and X-Ray of what the service did, once it has ended. */
final class TelemetryTest {
    private static final String REGION = "eu-central-1";
    private static final Map<String, String> SERVICE = Map.of("service", "rag-service", "environment", "test");

    private static PostgresServer postgres;
    private static LocalPinecone pinecone;
    private static LocalCloudWatch cloudWatch;
    private static LocalOtlp xRay;

    @BeforeAll
    static void start() {
        // Where the AWS SDK looks for credentials first.
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "secret");
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
        cloudWatch = LocalCloudWatch.region(REGION).credentials("id", "secret").start();
        xRay = LocalOtlp.aws(REGION).credentials("id", "secret").start();
    }

    @AfterAll
    static void stop() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        xRay.close();
        cloudWatch.close();
        pinecone.close();
        postgres.close();
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(RunningService.environment(postgres, pinecone));
        environment.put("TELEMETRY", "cloudwatch");
        environment.put("ENVIRONMENT", "test");
        environment.put("AWS_REGION", REGION);
        environment.put("AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_XRAY", xRay.endpoint().toString());
        return environment;
    }

    /** The last step and the last spans are sent by the shutdown; limits are counted in Redis beside it. */
    @Test
    void whatWasDoneArrivesWithTheEnd() throws Exception {
        Map<String, String> environment = environment();
        try (RedisServer redis = RedisServer.start()) {
            environment.put("RATE_LIMIT_STORE", "redis");
            environment.put("REDIS_URL", redis.uri());
            try (RunningService service = RunningService.start(environment)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(service.ask("How does ECS stop a task?").status())
                            .isEqualTo(200);
                }
                assertThat(service.get("/api/conversations/nobody-knows-this").status())
                        .isEqualTo(404);
                assertThat(service.get("/.env").status()).isEqualTo(404);
            }
        }

        assertThat(count("http.server.requests", requests("POST", "/api/ask", "200", "SUCCESS")))
                .isEqualTo(3);
        assertThat(count("http.server.requests", requests("GET", "/api/conversations/{id}", "404", "CLIENT_ERROR")))
                .isEqualTo(1);
        assertThat(count("http.server.requests", requests("GET", "UNKNOWN", "404", "CLIENT_ERROR")))
                .isEqualTo(1);
        assertThat(count("http.server.responses", with("outcome", "CLIENT_ERROR")))
                .isEqualTo(2);
        assertThat(sum("eloquent.ratelimit.decisions", with("quota", "per-client", "outcome", "allowed")))
                .isEqualTo(4);
        assertThat(count("http.client.requests", with("client", "pinecone", "method", "POST", "outcome", "SUCCESS")))
                .isGreaterThanOrEqualTo(3);
        assertThat(cloudWatch.data("rag-service", "hikaricp.connections.usage")).isNotEmpty();
        assertThat(cloudWatch.data("rag-service", "eloquent.health.transitions"))
                .isNotEmpty();
        assertThat(cloudWatch.data("rag-service", "eloquent.secrets.age")).isNotEmpty();
        assertThat(cloudWatch.data("rag-service", "eloquent.shutdown.duration")).isNotEmpty();

        List<ReceivedSpan> asked = xRay.traces().values().stream()
                .filter(trace -> trace.stream().anyMatch(span -> span.name().equals("POST /api/ask")))
                .findFirst()
                .orElseThrow();
        assertThat(asked).extracting(ReceivedSpan::name).contains("POST /api/ask", "POST");
    }

    private static Map<String, String> requests(String method, String uri, String status, String outcome) {
        return with("method", method, "uri", uri, "status", status, "outcome", outcome);
    }

    private static Map<String, String> with(String... tags) {
        Map<String, String> dimensions = new HashMap<>(SERVICE);
        for (int i = 0; i < tags.length; i += 2) {
            dimensions.put(tags[i], tags[i + 1]);
        }
        return dimensions;
    }

    private static double count(String metric, Map<String, String> dimensions) {
        return cloudWatch
                .distribution("rag-service", metric, dimensions)
                .map(arrived -> arrived.sampleCount())
                .orElse(0.0);
    }

    private static double sum(String metric, Map<String, String> dimensions) {
        return cloudWatch
                .distribution("rag-service", metric, dimensions)
                .map(arrived -> arrived.sum())
                .orElse(0.0);
    }
}
