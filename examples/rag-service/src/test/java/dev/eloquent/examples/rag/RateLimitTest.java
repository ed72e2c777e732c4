package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.examples.rag.RunningService.Answer;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.testing.PostgresServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How often a client may ask, as it sees it. */
final class RateLimitTest {
    private static PostgresServer postgres;
    private static LocalPinecone pinecone;

    private final List<RunningService> services = new ArrayList<>();

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        pinecone = RunningService.pinecone();
    }

    @AfterAll
    static void stop() {
        pinecone.close();
        postgres.close();
    }

    @AfterEach
    void close() {
        services.forEach(RunningService::close);
    }

    private RunningService start(String... more) throws InterruptedException {
        Map<String, String> environment = new HashMap<>(RunningService.environment(postgres, pinecone));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        RunningService service = RunningService.start(environment);
        services.add(service);
        return service;
    }

    private static Answer list(RunningService service, String... forwardedFor) {
        return get(
                service,
                Stream.of(forwardedFor)
                        .flatMap(line -> Stream.of("X-Forwarded-For", line))
                        .toArray(String[]::new));
    }

    private static Answer get(RunningService service, String... headers) {
        var request = service.request("/api/conversations");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return service.send(request.build());
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBackAndProbesAreNot() throws InterruptedException {
        RunningService service = start("RATE_LIMIT_PER_MINUTE", "5");
        for (int left = 4; left >= 0; left--) {
            Answer answer = list(service);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("RateLimit-Policy")).contains("\"per-client\";q=5;w=60");
            assertThat(answer.header("RateLimit"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("\"per-client\";r="));
        }
        Answer denied = list(service);
        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.header("Content-Type")).contains("application/problem+json");
        assertThat(denied.header("Retry-After"))
                .hasValueSatisfying(wait -> assertThat(Integer.parseInt(wait)).isBetween(50, 70));
        assertThat(denied.at("/violated-policies/0")).isEqualTo("per-client");
        for (int i = 0; i < 10; i++) {
            assertThat(service.get("/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void behindALoadBalancerAClientIsTheLastEntry() throws InterruptedException {
        RunningService service = start("RATE_LIMIT_PER_MINUTE", "2", "CLIENT_ADDRESS", "alb");
        assertThat(list(service, "203.0.113.1").status()).isEqualTo(200);
        assertThat(list(service, "198.51.100.9, 203.0.113.1").status()).isEqualTo(200);
        assertThat(list(service, "198.51.100.8", "203.0.113.1").status()).isEqualTo(429);
        assertThat(list(service, "203.0.113.2").status()).isEqualTo(200);
        Answer unknown = list(service);
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.at("/code")).isEqualTo("missing_hop");
    }

    @Test
    void whoComesPastCloudFrontIsRefused() throws InterruptedException {
        RunningService service = start(
                "CLIENT_ADDRESS",
                "cloudfront-alb",
                "ORIGIN_HEADER",
                "X-Origin-Verify",
                "SECRETS",
                "env",
                "ORIGIN_SECRET",
                "by-cloudfront");
        String[] hops = {"X-Forwarded-For", "203.0.113.1, 130.176.0.1"};
        assertThat(get(service, hops).at("/code")).isEqualTo("origin_unverified");
        assertThat(get(service, hops[0], hops[1], "X-Origin-Verify", "guessed").status())
                .isEqualTo(403);
        assertThat(get(service, hops[0], hops[1], "X-Origin-Verify", "by-cloudfront")
                        .status())
                .isEqualTo(200);
        assertThat(service.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void tasksCountTogetherInTheDatabase() throws InterruptedException {
        RunningService one = start("RATE_LIMIT_PER_MINUTE", "6", "RATE_LIMIT_STORE", "postgres");
        RunningService other = start("RATE_LIMIT_PER_MINUTE", "6", "RATE_LIMIT_STORE", "postgres");
        int served = 0;
        for (int i = 0; i < 10; i++) {
            served += list(i % 2 == 0 ? one : other).status() == 200 ? 1 : 0;
        }
        assertThat(served).isEqualTo(6);
    }
}
