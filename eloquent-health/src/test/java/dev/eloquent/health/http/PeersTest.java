package dev.eloquent.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.health.CheckResult;
import dev.eloquent.health.HealthChecks;
import io.smallrye.health.SmallRyeHealthReporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.DefaultHealthContributorRegistry;

/** The same state, told by Spring Boot and SmallRye themselves and by us in their formats. */
final class PeersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void springBootSaysTheSame() throws Exception {
        for (boolean works : new boolean[] {true, false}) {
            HealthEndpoint boot = springBoot(works);
            try (HealthChecks ours = ours(works)) {
                HealthRoutes routes = HealthRoutes.of(ours).format(HealthFormat.ACTUATOR);
                JsonNode root = JSON.valueToTree(boot.health());
                assertThat(root.path("components").path("database").has("details"))
                        .isTrue();
                assertThat(ofBootsDetails(answer(routes, ""))).isEqualTo(root);
                JsonNode database = JSON.valueToTree(boot.healthForPath("database"));
                assertThat(ofBootsDetails(answer(routes, "/database"))).isEqualTo(database);
                JsonNode readiness = JSON.valueToTree(boot.healthForPath("readiness"));
                assertThat(ofBootsDetails(answer(routes, "/readiness"))).isEqualTo(readiness);
                JsonNode member = JSON.valueToTree(boot.healthForPath("readiness", "model"));
                assertThat(ofBootsDetails(answer(routes, "/readiness/model"))).isEqualTo(member);
                assertThat(boot.healthForPath("readiness", "nobody")).isNull();
                assertThat(routes.answer("GET", "/readiness/nobody", () -> true).status())
                        .isEqualTo(404);

                HttpCodeStatusMapper mapper = HttpCodeStatusMapper.getDefault();
                assertThat(routes.answer("GET", "", () -> true).status())
                        .isEqualTo(mapper.getStatusCode(boot.health().getStatus()));
            }
        }
    }

    @Test
    void springBootsOutOfServiceIsAnsweredAsOurs() throws Exception {
        HttpCodeStatusMapper mapper = HttpCodeStatusMapper.getDefault();
        try (HealthChecks ours = ours(true)) {
            ours.drain();
            HealthRoutes routes = HealthRoutes.of(ours).format(HealthFormat.ACTUATOR);
            assertThat(answer(routes, "/readiness").path("status").asText()).isEqualTo(Status.OUT_OF_SERVICE.getCode());
            assertThat(routes.answer("GET", "/readiness", () -> true).status())
                    .isEqualTo(mapper.getStatusCode(Status.OUT_OF_SERVICE));
        }
    }

    @Test
    void smallRyeSaysTheSame() throws Exception {
        for (boolean works : new boolean[] {true, false}) {
            JsonNode theirs = smallRye(works);
            try (HealthChecks ours = ours(works)) {
                HealthRoutes routes = HealthRoutes.of(ours).format(HealthFormat.MICROPROFILE);
                JsonNode answer = answer(routes, "");
                answer.path("checks")
                        .forEach(check -> ((ObjectNode) check.path("data"))
                                .remove(List.of("state", "reason", "since", "took_ms")));
                assertThat(answer.path("status")).isEqualTo(theirs.path("status"));
                assertThat(answer.path("checks")).containsExactlyInAnyOrderElementsOf(theirs.path("checks"));
                assertThat(answer.size()).isEqualTo(theirs.size());
            }
        }
    }

    private static HealthChecks ours(boolean works) throws InterruptedException {
        HealthChecks health = HealthChecks.of("rag-service", "1.0.0")
                .critical(
                        "database",
                        timeout -> (works ? CheckResult.healthy() : CheckResult.unhealthy("query_failed"))
                                .with("database", "PostgreSQL"))
                .critical("model", timeout -> CheckResult.healthy().with("dimension", "384"))
                .readiness(ready -> ready.without("database"))
                .start();
        health.awaitFirstResults(Duration.ofSeconds(10));
        return health;
    }

    private static JsonNode answer(HealthRoutes routes, String path) throws IOException {
        return JSON.readTree(FormatsTest.text(routes.answer("GET", path, () -> true)));
    }

    /** Without what Boot's contributors have no counterpart for. */
    private static JsonNode ofBootsDetails(JsonNode answer) {
        answer.findValues("details")
                .forEach(details -> ((ObjectNode) details).remove(List.of("state", "reason", "since", "took_ms")));
        return answer;
    }

    private static HealthEndpoint springBoot(boolean works) {
        DefaultHealthContributorRegistry registry = new DefaultHealthContributorRegistry();
        HealthIndicator database = () -> (works ? Health.up() : Health.down())
                .withDetail("database", "PostgreSQL")
                .build();
        HealthIndicator model = () -> Health.up().withDetail("dimension", "384").build();
        registry.registerContributor("database", database);
        registry.registerContributor("model", model);
        HealthEndpointGroup empty = new BootGroup(Set.of());
        return new HealthEndpoint(
                registry,
                null,
                HealthEndpointGroups.of(
                        new BootGroup(Set.of("database", "model")),
                        Map.of(
                                "liveness", empty,
                                "readiness", new BootGroup(Set.of("model")),
                                "startup", empty)),
                null);
    }

    private record BootGroup(Set<String> members) implements HealthEndpointGroup {
        @Override
        public boolean isMember(String name) {
            return members.contains(name);
        }

        @Override
        public boolean showComponents(SecurityContext securityContext) {
            return true;
        }

        @Override
        public boolean showDetails(SecurityContext securityContext) {
            return true;
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return StatusAggregator.getDefault();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return HttpCodeStatusMapper.getDefault();
        }

        @Override
        public AdditionalHealthEndpointPath getAdditionalPath() {
            return null;
        }
    }

    private static JsonNode smallRye(boolean works) throws IOException {
        SmallRyeHealthReporter reporter = new SmallRyeHealthReporter();
        org.eclipse.microprofile.health.HealthCheck database = () -> HealthCheckResponse.named("database")
                .status(works)
                .withData("database", "PostgreSQL")
                .build();
        org.eclipse.microprofile.health.HealthCheck model = () -> HealthCheckResponse.named("model")
                .up()
                .withData("dimension", "384")
                .build();
        reporter.addHealthCheck(database);
        reporter.addHealthCheck(model);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        reporter.reportHealth(body, reporter.getHealth());
        return JSON.readTree(body.toByteArray());
    }
}
