package dev.eloquent.health.pinecone;

import static dev.eloquent.health.internal.RawHttpServer.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.eloquent.health.CheckResult;
import dev.eloquent.health.CheckSettings;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthConfigurationException;
import dev.eloquent.health.HealthStatus;
import dev.eloquent.health.ReasonCode;
import dev.eloquent.health.internal.HttpCaller;
import dev.eloquent.health.internal.RawHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check asks, what it makes of a good answer, and what it wants to be told. */
final class PineconeCheckTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String KEY = "the-secret-key";

    private final RawHttpServer server = new RawHttpServer(answers("200 OK", "{}"));

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void asksAsPineconeWantsToBeAsked() throws Exception {
        look("{\"dimension\":1536,\"totalVectorCount\":0}", check());
        assertThat(server.requests()).singleElement().asString().satisfies(request -> {
            assertThat(request).startsWith("POST /describe_index_stats HTTP/1.1\r\n");
            assertThat(request)
                    .contains(
                            "\r\nApi-Key: " + KEY + "\r\n",
                            "\r\nX-Pinecone-API-Version: 2025-10\r\n",
                            "\r\nContent-Type: application/json\r\n");
            assertThat(request).endsWith("\r\n\r\n{}");
        });
    }

    @Test
    void theRightDimensionIsHealthy() throws Exception {
        CheckResult result = look(
                "{\"namespaces\":{\"a\":{\"vectorCount\":7}},\"dimension\":1536,\"indexFullness\":0,"
                        + "\"totalVectorCount\":7,\"metric\":\"cosine\",\"vectorType\":\"dense\"}",
                check().dimension(1536));
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details()).containsEntry("dimension", "1536").containsEntry("vectors", "7");
        assertThat(result.details()).containsKey("latency_ms").doesNotContainKey("fullness");
    }

    @Test
    void anotherDimensionIsAConfigurationFault() throws Exception {
        CheckResult result = look("{\"dimension\":384,\"totalVectorCount\":7}", check().dimension(1536));
        assertThat(result).hasToString("unhealthy (wrong_dimension)");
        assertThat(result.details()).containsEntry("dimension", "384").containsEntry("expected_dimension", "1536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"dimension\":null,"})
    void aSparseIndexHasNoDimensionAndIsNotHeldToOne(String dimension) throws Exception {
        CheckResult result = look("{" + dimension + "\"totalVectorCount\":7}", check().dimension(1536));
        assertThat(result.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(result.details()).containsEntry("dimension", "none (sparse)");
    }

    @ParameterizedTest
    @CsvSource({
        "89, 0, healthy (ok), 0.89",
        "90, 0, degraded (index_nearly_full), 0.9",
        "250, 0, degraded (index_nearly_full), 2.5",
        "10, 0.95, degraded (index_nearly_full), 0.95",
        "10, 0.5, healthy (ok), 0.5",
        "95, 0.5, degraded (index_nearly_full), 0.95"
    })
    void fullIsTheFullerOfWhatWasPlannedAndWhatPineconeSays(long vectors, double fullness, String result, String detail)
            throws Exception {
        CheckResult seen = look(
                "{\"dimension\":8,\"indexFullness\":" + fullness + ",\"totalVectorCount\":" + vectors + "}",
                check().capacity(100));
        assertThat(seen).hasToString(result);
        assertThat(seen.details()).containsEntry("fullness", detail);
    }

    @Test
    void theShareThatIsNearlyFullCanBeSet() throws Exception {
        String half = "{\"dimension\":8,\"totalVectorCount\":50}";
        assertThat(look(half, check().capacity(100))).hasToString("healthy (ok)");
        assertThat(look(half, check().capacity(100).nearlyFullAt(0.5))).hasToString("degraded (index_nearly_full)");
    }

    @Test
    void anIndexWithAHundredThousandNamespacesIsNoBadAnswer() throws Exception {
        String namespaces = IntStream.range(0, 100_000)
                .mapToObj(i -> "\"" + "0123456789abcdef".repeat(2) + "-" + i + "\":{\"vectorCount\":12345}")
                .collect(Collectors.joining(","));
        assertThat(look("{\"namespaces\":{" + namespaces + "},\"dimension\":8,\"totalVectorCount\":5}", check()))
                .hasToString("healthy (ok)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{\"dimension\":\"1536\",\"totalVectorCount\":7}",
                "{\"dimension\":-1,\"totalVectorCount\":7}",
                "{\"dimension\":8.5,\"totalVectorCount\":7}",
                "{\"dimension\":8,\"totalVectorCount\":99999999999999999999}",
                "{\"dimension\":8,\"totalVectorCount\":7,\"indexFullness\":\"full\"}",
                "{\"dimension\":8,\"totalVectorCount\":7}x",
                "{\"dimension\":8,\"totalVectorCount\":7",
                "{\"result\":{\"dimension\":8,\"totalVectorCount\":7}}"
            })
    void whatOnlyLooksLikeAnAnswerIsABadOne(String body) throws Exception {
        assertThat(look(body, check())).hasToString("unhealthy (bad_answer)");
    }

    @Test
    void aRotatedKeyIsUsedInTheNextRun() throws Exception {
        Deque<String> keys = new ArrayDeque<>(List.of("first", "second"));
        AtomicLong now = new AtomicLong();
        PineconeCheck.Surroundings surroundings = new PineconeCheck.Surroundings(
                now::get, pause -> {}, new SplittableRandom(1), Transport.over(HttpCaller.ofItsOwn()));
        PineconeCheck check = PineconeCheck.of(server.url(), ApiKey.from(keys::remove), surroundings)
                .tasks(1);
        look("{\"dimension\":8}", check);
        now.addAndGet(RequestShare.gap(1).toNanos());
        look("{\"dimension\":8}", check);
        assertThat(server.requests().get(0)).contains("\r\nApi-Key: first\r\n");
        assertThat(server.requests().get(1)).contains("\r\nApi-Key: second\r\n");
    }

    @Test
    void aKeyThatCannotBeSentIsNotSent() throws Exception {
        for (Supplier<String> source : List.<Supplier<String>>of(() -> null, () -> " ", () -> KEY + "\n", () -> {
            throw new IllegalStateException("the secret store is away");
        })) {
            CheckResult result = PineconeCheck.of(server.url(), source).check(TIMEOUT);
            assertThat(result).hasToString("unhealthy (no_api_key)");
            assertThat(result.details().toString()).doesNotContain(KEY);
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aSecondRunAtOnceGetsTheLastResultAndSaysSo() throws Exception {
        PineconeCheck check = check().dimension(384);
        CheckResult first = look("{\"dimension\":8}", check);
        CheckResult second = look("{\"dimension\":384}", check);
        assertThat(first).hasToString("unhealthy (wrong_dimension)");
        assertThat(second).hasToString("unhealthy (wrong_dimension)");
        assertThat(second.details()).containsAllEntriesOf(first.details()).containsKey("next_request_in_ms");
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT15S, 0.1, PT0S",
        "10, PT15S, 0.1, PT0S",
        "100, PT15S, 0.1, PT0S",
        "101, PT15S, 0.33, PT20S",
        "1000, PT32S, 0.33, PT43S",
        "20000, PT10M40S, 0.33, PT14M12S",
        "112500, PT1H, 0.33, PT1H"
    })
    void theDefaultSettingsFollowFromTheTasks(int tasks, Duration interval, double jitter, Duration grace) {
        PineconeCheck check = check().tasks(tasks);
        CheckSettings settings = check.defaultSettings();
        assertThat(settings.interval()).isEqualTo(interval);
        assertThat(settings.jitter()).isEqualTo(jitter);
        assertThat(settings.startupGrace()).isEqualTo(grace);
        assertThat(check.faults(settings)).isEmpty();
    }

    @Test
    void aTaskThatAwaitsItsTurnIsUnknownRatherThanWellOrIll() throws Exception {
        try (HealthChecks health = HealthChecks.of("test", "1")
                .degrades("vectors", check().tasks(20_000))
                .start()) {
            await().until(() -> health.check("vectors").orElseThrow().lastRun().isPresent());
            assertThat(health.check("vectors").orElseThrow().status()).isEqualTo(HealthStatus.UNKNOWN);
            assertThat(health.check("vectors")
                            .orElseThrow()
                            .lastRun()
                            .orElseThrow()
                            .reason())
                    .isEqualTo(PineconeCheck.AWAITING_TURN);
        }
    }

    @Test
    void whatIsWrongIsToldAllTogether() {
        PineconeCheck wrong = PineconeCheck.of("http://index.example.com/v1", " ")
                .dimension(0)
                .capacity(-1)
                .nearlyFullAt(1.1)
                .tasks(0);
        assertThatThrownBy(() ->
                        HealthChecks.of("test", "1").degrades("vectors", wrong).start())
                .isInstanceOf(HealthConfigurationException.class)
                .hasMessageContainingAll(
                        "the index host must have no path and no query, was 'http://index.example.com/v1': the check"
                                + " adds the path of describe_index_stats itself",
                        "the API key is blank: give the key of the project that the index belongs to",
                        "dimension must be from 1 to 20000, was 0",
                        "capacity must be at least 1 vector, was -1",
                        "nearlyFullAt must be above 0 and at most 1, was 1.1",
                        "tasks must be from 1 to 112500, was 0: count the processes that check this index, this one"
                                + " included");
        assertThat(check().nearlyFullAt(Double.NaN).faults(CheckSettings.defaults()))
                .containsExactly("nearlyFullAt must be above 0 and at most 1, was NaN");
        assertThat(check().faults(CheckSettings.defaults().onlyLocal()))
                .containsExactly("an index is not local to this process: drop onlyLocal(), and see"
                        + " GroupSettings.critical for what its failure may do");
    }

    @Test
    void anIntervalThatCouldExceedTheLimitIsRefused() {
        assertThat(check().tasks(1_000).faults(CheckSettings.defaults()))
                .containsExactly("interval must be at least PT1M40S for 1000 tasks at a jitter of 0.1, or together they"
                        + " could exceed Pinecone's 100 requests a second for an index, was PT10S: lengthen it, keep the"
                        + " jitter at 0.33, or correct tasks(...)");
        assertThat(check().tasks(100).faults(CheckSettings.defaults().interval(Duration.ofSeconds(2))))
                .hasSize(1);
        assertThat(check().tasks(101).faults(CheckSettings.defaults().jitter(0)))
                .containsExactly("jitter must be above 0 for more than 100 tasks, or those that start together ask"
                        + " together, was 0.0: leave it at 0.33");
        assertThat(check().tasks(112_501).faults(check().tasks(112_501).defaultSettings()))
                .containsExactly("tasks must be from 1 to 112500, was 112501: more could exceed Pinecone's 100 requests"
                        + " a second for an index even if each asked once an hour, the longest interval; let fewer of"
                        + " them have the check");
    }

    @ParameterizedTest
    @CsvSource({
        "'', the index host is blank: give it as Pinecone shows it",
        "'a b', 'the index host must be a host, such as'",
        "ftp://index.example.com, 'the index host must begin with http:// or https://, was'",
        "https:///path, the index host must name a host",
        "https://index.example.com:99999, 'the index host''s port must be from 1 to 65535, was 99999'",
        "https://me:topsecret@index.example.com, the index host must not have user info",
        "https://index.example.com?api_key=topsecret, the index host must have no path and no query",
        "http://index.example.com, the index host must be asked by https",
        "http://127.0.0.1.example.com, the index host must be asked by https"
    })
    void aHostThatIsNoneIsRefusedWithoutQuotingASecret(String host, String fault) {
        List<String> faults = PineconeCheck.of(host, KEY).faults(check().defaultSettings());
        assertThat(faults).singleElement().asString().startsWith(fault).doesNotContain("topsecret");
        assertThatThrownBy(() -> PineconeCheck.of(host, KEY).check(TIMEOUT)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs-abc1234.svc.aped-4627-b74a.pinecone.io",
                "docs-abc1234.svc.aped-4627-b74a.pinecone.io:443",
                "https://docs-abc1234.svc.aped-4627-b74a.pinecone.io/",
                "http://localhost:5080",
                "http://[::1]:5080",
                "http://127.0.0.1:5080/"
            })
    void aHostIsTakenAsPineconeShowsIt(String host) {
        assertThat(PineconeCheck.of(host, KEY).faults(check().defaultSettings()))
                .isEmpty();
        assertThat(IndexHost.of(host).describeIndexStats().toString())
                .matches("(https://docs.*|http://(localhost|\\[::1]|127.0.0.1):5080)/describe_index_stats");
    }

    @Test
    void theKeyIsInNoText() throws Exception {
        PineconeCheck check = check();
        assertThat(PineconeCheck.of("", KEY + "\n")
                        .faults(CheckSettings.defaults())
                        .toString())
                .doesNotContain(KEY);
        assertThat(look("{\"dimension\":8}", check).details().toString()).doesNotContain(KEY);
        assertThat(ReasonCode.OK).isEqualTo(check.check(TIMEOUT).reason());
    }

    private PineconeCheck check() {
        return PineconeCheck.of(server.url(), KEY);
    }

    private CheckResult look(String stats, PineconeCheck check) throws InterruptedException {
        server.script(answers("200 OK", stats));
        return check.check(TIMEOUT);
    }
}
