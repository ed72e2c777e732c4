package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.metrics.cloudwatch.Loopback.Mode;
import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.BucketData;
import dev.eloquent.metrics.step.Cbor;
import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.PutOutcome.Accepted;
import dev.eloquent.metrics.step.PutOutcome.Ambiguous;
import dev.eloquent.metrics.step.PutOutcome.Postponed;
import dev.eloquent.metrics.step.PutOutcome.Refused;
import dev.eloquent.metrics.step.PutOutcome.Unexplained;
import dev.eloquent.metrics.step.Series;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** Through the unmodified SDK, over a real socket. */
@Timeout(60)
final class PutMetricDataTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();
    private final Loopback server = new Loopback();

    PutMetricDataTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private void local(CloudWatchClientBuilder builder) {
        builder.endpointOverride(server.uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    private PutMetricData sink() {
        return sink(Duration.ofSeconds(30));
    }

    private PutMetricData sink(Duration limit) {
        return PutMetricData.with("Test", limit, this::local);
    }

    private static List<Datum> data(int number, int values, long seed) {
        Random random = new Random(seed);
        List<Datum> data = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Series series = Series.of(
                    "http.server.requests." + i,
                    Tags.of("method", "GET", "route", "/orders/{id}/" + i, "status", "200", "service", "s", "env", "e"),
                    StandardUnit.MILLISECONDS,
                    60);
            double[] numbers = random.doubles(values, 0, 10_000).toArray();
            double[] counts = random.ints(values, 1, 256).asDoubleStream().toArray();
            data.add(new Datum(series, Instant.ofEpochSecond(1_790_000_000), numbers, counts));
        }
        return data;
    }

    @Test
    void noRequestIsLargerThanItsBoundAndTheBoundIsClose() {
        PutMetricData sink = sink();
        for (int values : new int[] {1, 20, 92, 150}) {
            for (Batch batch : Batch.of(data(1000, values, values), 1000, 900_000)) {
                int before = server.bodies().size();
                assertThat(sink.put(batch)).isEqualTo(new Accepted());
                int size = server.bodies().get(before).length;
                int bound = batch.bytes() + Cbor.REQUEST + Cbor.text("Test");
                assertThat(size).isLessThanOrEqualTo(bound);
                assertThat(bound).isLessThan(size + size / 4);
            }
        }
        sink.close();
    }

    @Test
    void tenThousandTimersNeedAsFewCallsAsTheLimitsAllow() {
        int limit = Batch.MOST_BYTES - Cbor.REQUEST - Cbor.text("Test");
        assertThat(Batch.of(data(10_000, 20, 1), 1000, limit)).hasSizeLessThanOrEqualTo(12);
        assertThat(Batch.of(ofBuckets(10_000, 150), 1000, limit)).hasSizeLessThanOrEqualTo(20);
    }

    /** Control: numbers of full precision do not fit, so the SDK's short ones are what does it. */
    @Test
    void control_numbersOfFullPrecisionNeedMoreCalls() {
        int limit = Batch.MOST_BYTES - Cbor.REQUEST - Cbor.text("Test");
        List<Datum> full = ofBuckets(1_000, 150).stream()
                .map(datum -> new Datum(
                        datum.series(),
                        datum.timestamp(),
                        DoubleStream.of(datum.values())
                                .map(value -> value * (1 + 1e-9))
                                .toArray(),
                        datum.counts()))
                .toList();
        assertThat(Batch.of(full, 1000, limit)).hasSizeGreaterThan(2);
    }

    private static List<Datum> ofBuckets(int number, int values) {
        return data(number, 1, 1).stream()
                .map(datum -> BucketData.of(datum, values))
                .toList();
    }

    @Test
    void numbersOfBucketsTakeFiveBytesAtMost() {
        PutMetricData sink = sink();
        Batch batch = Batch.of(ofBuckets(100, 150), 1000, 1_000_000).get(0);
        assertThat(sink.put(batch)).isEqualTo(new Accepted());
        int size = server.bodies().get(0).length;
        assertThat(size).isBetween(100 * 150 * 8, 100 * (150 * 10 + 400));
        assertThat(size).isLessThanOrEqualTo(batch.bytes() + Cbor.REQUEST + Cbor.text("Test"));
        sink.close();
    }

    @Test
    void unavailableIsPostponed() {
        server.mode(Mode.UNAVAILABLE);
        assertThat(sink().put(Batch.of(data(1, 1, 1), 1000, 1_000_000).get(0))).isInstanceOf(Postponed.class);
        assertThat(server.bodies()).as("no repeats of the SDK's own").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HANG", "RESET"})
    void withoutAnAnswerNobodyKnows(Mode mode) {
        server.mode(mode);
        long began = System.nanoTime();
        Batch batch = Batch.of(data(1, 1, 1), 1000, 1_000_000).get(0);
        assertThat(sink(LIMIT).put(batch)).isInstanceOf(Ambiguous.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LIMIT.plusSeconds(5));
    }

    /** Nothing has left yet, whatever the type of the exception. */
    @Test
    void aFaultOfTheProviderOfCredentialsIsPostponed() {
        PutMetricData sink = PutMetricData.with("Test", LIMIT, builder -> {
            local(builder);
            builder.credentialsProvider(() -> {
                throw new IllegalStateException("the vault is not reachable");
            });
        });
        assertThat(sink.put(Batch.of(data(1, 1, 1), 1000, 1_000_000).get(0)))
                .isEqualTo(new Postponed("IllegalStateException: the vault is not reachable"));
        assertThat(server.bodies()).isEmpty();
        sink.close();
    }

    @Test
    void whereNobodyListensNothingIsCounted() {
        PutMetricData sink = sink();
        server.close();
        assertThat(sink.put(Batch.of(data(1, 1, 1), 1000, 1_000_000).get(0))).isInstanceOf(Postponed.class);
    }

    /** What else the machine does can only add to the time, so the quickest of three shows what the close takes itself. */
    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "HANG", "RESET"})
    void closeEndsInTimeAndTellsWhatWasLost(Mode mode) {
        server.mode(mode);
        Duration deadline = Duration.ofMillis(500);
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            took.add(closeInVain(mode, deadline));
        }
        assertThat(took).allSatisfy(each -> assertThat(each).isBetween(deadline, deadline.plusSeconds(2)));
        assertThat(took).anySatisfy(each -> assertThat(each).isLessThanOrEqualTo(deadline.plusMillis(100)));
        await().atMost(5, TimeUnit.SECONDS).until(() -> ours() == 0);
    }

    private Duration closeInVain(Mode mode, Duration deadline) {
        CloudWatchRegistry registry = start(Duration.ofSeconds(30));
        registry.counter("orders").increment();
        long began = System.nanoTime();
        FlushReport report = registry.close(deadline);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(report.complete()).isFalse();
        assertThat(report.sent()).isZero();
        assertThat(report.dropped() + report.uncertain()).isEqualTo(3);
        if (mode != Mode.UNAVAILABLE) {
            assertThat(report.uncertain()).isEqualTo(3);
        }
        assertThat(report.why()).isNotEmpty();
        return took;
    }

    /** Control: with an endpoint that answers nothing is lost. */
    @Test
    void control_closeWithAnEndpointThatAnswersSendsAll() {
        CloudWatchRegistry registry = start(Duration.ofSeconds(30));
        registry.counter("orders").increment();
        FlushReport report = registry.close(Duration.ofSeconds(10));
        assertThat(report.complete()).as(report.toString()).isTrue();
        assertThat(report.sent()).isEqualTo(3);
        assertThat(server.bodies()).hasSize(1);
        await().atMost(5, TimeUnit.SECONDS).until(() -> ours() == 0);
    }

    @Test
    void whatAFlushCouldNotSendArrivesWhenTheEndpointIsBack() {
        server.mode(Mode.UNAVAILABLE);
        CloudWatchRegistry registry = start(LIMIT);
        registry.counter("orders").increment();
        FlushReport first = registry.flush(Duration.ofMillis(500));
        assertThat(first.waiting()).isEqualTo(3);
        server.mode(Mode.ACCEPT);
        FlushReport second = registry.close(Duration.ofSeconds(10));
        assertThat(second.complete()).as(second.toString()).isTrue();
        assertThat(second.sent()).isGreaterThanOrEqualTo(5);
    }

    private CloudWatchRegistry start(Duration callTimeout) {
        return CloudWatchRegistry.of(new Config(Duration.ofDays(1)))
                .client(this::local)
                .callTimeout(callTimeout)
                .start();
    }

    /** Threads of the registry of this test; others may have left some. */
    private long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> thread.getName().startsWith("eloquent-metrics-"))
                .count();
    }

    private Object outcomeOf(int status, String code) {
        server.fault(status, code);
        return sink().put(Batch.of(data(1, 1, 1), 1000, 1_000_000).get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "408, RequestTimeoutException",
        "400, RequestTimeoutException",
        "400, RequestAbortedException",
        "400, NotAuthorized",
        "400, AccessDeniedException",
        "400, OptInRequired",
        "400, UnrecognizedClientException",
        "400, InvalidClientTokenId",
        "400, ExpiredTokenException",
        "400, RequestExpired",
        "400, MissingAuthenticationToken",
        "400, IncompleteSignature",
        "400, InvalidSignatureException",
        "400, ThrottlingException",
        "401, ''",
        "403, ''",
        "407, ''",
        "429, ''"
    })
    void whatSaysThatNoCallIsTakenNowIsPostponed(int status, String code) {
        assertThat(outcomeOf(status, code)).isInstanceOf(Postponed.class);
    }

    /** A code that there may be one day, and what stands between may say. */
    @ParameterizedTest
    @CsvSource({"400, SomethingNew", "400, UnknownOperationException", "400, ''", "404, ''", "422, ''", "431, ''"})
    void whatSaysNeitherIsUnexplained(int status, String code) {
        assertThat(outcomeOf(status, code)).isInstanceOf(Unexplained.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidParameterValue",
        "400, InvalidParameterCombination",
        "400, MissingParameter",
        "400, ValidationError",
        "400, InvalidFormat",
        "400, SerializationException",
        "413, ''"
    })
    void whatSaysThatTheDataAreBadIsRefused(int status, String code) {
        assertThat(outcomeOf(status, code)).isInstanceOf(Refused.class);
    }
}
