package dev.eloquent.metrics.emf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.metrics.cloudwatch.FlushReport;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In time that the test moves; the lines are read by somebody else's parser. */
final class EmfRegistryTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Of the step that the builder's clock is in. */
    private static final long START = 120_000;

    private final ObjectMapper jackson = new ObjectMapper();
    private final MockClock clock = new MockClock();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private EmfRegistryBuilder builder() {
        clock.add(Duration.ofMinutes(2).minusMillis(1));
        return EmfRegistry.of("Shop").time(clock).to(new PrintStream(out, false, StandardCharsets.UTF_8));
    }

    private static void write(EmfRegistry registry, int lines) {
        for (int i = 0; i < lines; i++) {
            registry.steps().send();
        }
    }

    /** Ends the step and writes all its lines. */
    private List<JsonNode> step(EmfRegistry registry) throws IOException {
        clock.add(Duration.ofMinutes(1));
        registry.steps().publish();
        write(registry, 10_000);
        return documents();
    }

    private List<JsonNode> documents() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                documents.add(jackson.readTree(line));
            }
        }
        return documents;
    }

    private static JsonNode directive(JsonNode document) {
        return document.at("/_aws/CloudWatchMetrics/0");
    }

    private static List<JsonNode> with(List<JsonNode> documents, String metric) {
        return documents.stream().filter(document -> document.has(metric)).toList();
    }

    @Test
    void aTimerIsOneMetricInTheDocumentOfItsDimensions() throws IOException {
        EmfRegistry registry = builder().build();
        registry.config().commonTags("service", "shop");
        Timer timer = registry.timer("http.requests", "route", "/a\"b");
        for (int i = 1; i <= 100; i++) {
            timer.record(Duration.ofMillis(i));
        }
        registry.counter("orders").increment(3);
        List<JsonNode> documents = step(registry);

        // What the registry says of itself is there before it knows common tags.
        assertThat(documents).hasSize(3);
        JsonNode one = with(documents, "http.requests").get(0);
        assertThat(one.at("/_aws/Timestamp").longValue()).isEqualTo(START);
        assertThat(directive(one).toString())
                .isEqualTo("{\"Namespace\":\"Shop\",\"Dimensions\":[[\"route\",\"service\"]],"
                        + "\"Metrics\":[{\"Name\":\"http.requests\",\"Unit\":\"Milliseconds\"}]}");
        assertThat(one.get("route").textValue()).isEqualTo("/a\"b");
        assertThat(one.get("service").textValue()).isEqualTo("shop");
        JsonNode value = one.get("http.requests");
        assertThat(value.get("Values").size()).isEqualTo(value.get("Counts").size());
        assertThat(sum(value.get("Counts"))).isEqualTo(100);

        JsonNode other = with(documents, "orders").get(0);
        assertThat(other.get("orders").doubleValue()).isEqualTo(3);
        assertThat(other.get("eloquent.heartbeat").doubleValue()).isEqualTo(1);
        assertThat(directive(other).get("Dimensions").toString()).isEqualTo("[[\"service\"]]");
    }

    private static double sum(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .sum();
    }

    @Test
    void idleMetersAreNotPublishedAndTheHeartbeatIs() throws IOException {
        EmfRegistry registry = builder().build();
        registry.timer("idle.timer");
        registry.counter("idle.counter");
        registry.summary("idle.summary");
        LongTaskTimer.builder("idle.tasks").register(registry);
        List<JsonNode> documents = step(registry);
        assertThat(documents).hasSize(1);
        assertThat(directive(documents.get(0)).get("Metrics").findValuesAsText("Name"))
                .containsExactlyInAnyOrder("eloquent.heartbeat", "eloquent.metrics.queue");
        assertThat(directive(documents.get(0)).get("Dimensions").toString()).isEqualTo("[[]]");
    }

    @Test
    void moreThanAHundredValuesAreASecondDocumentOfTheSameTimeAndPercentilesStayTrue() throws IOException {
        EmfRegistry registry = builder().build();
        DistributionSummary summary = registry.summary("sizes");
        Random random = new Random(7);
        List<Double> recorded = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double value = Math.exp(6 * random.nextGaussian());
            recorded.add(value);
            summary.record(value);
        }
        List<JsonNode> documents = with(step(registry), "sizes");
        assertThat(documents).hasSizeGreaterThan(1).allSatisfy(document -> {
            assertThat(document.at("/_aws/Timestamp").longValue()).isEqualTo(START);
            assertThat(document.at("/sizes/Values").size()).isLessThanOrEqualTo(100);
        });
        recorded.sort(Comparator.naturalOrder());
        for (double percentile : new double[] {0.01, 0.5, 0.9, 0.99}) {
            double exact = recorded.get((int) (percentile * recorded.size()) - 1);
            assertThat(percentile(documents, "sizes", percentile * recorded.size()))
                    .isCloseTo(exact, within(0.049 * exact));
        }
    }

    private static double percentile(List<JsonNode> documents, String metric, double rank) {
        double seen = 0;
        for (JsonNode document : documents) {
            JsonNode value = document.get(metric);
            for (int i = 0; i < value.get("Values").size(); i++) {
                seen += value.get("Counts").get(i).doubleValue();
                if (seen >= rank) {
                    return value.get("Values").get(i).doubleValue();
                }
            }
        }
        throw new AssertionError("only " + seen + " were published");
    }

    @Test
    void documentsStayWithinTheLimits() throws IOException {
        EmfRegistry registry = builder().seriesBudget(5_000).lineBytes(16_384).build();
        Random random = new Random(11);
        for (int name = 0; name < 300; name++) {
            DistributionSummary one = registry.summary("name." + name + ".\\\"");
            for (int i = 0; i < 120; i++) {
                one.record(Math.exp(random.nextGaussian()));
            }
            registry.counter("counts." + name).increment();
        }
        List<JsonNode> documents = step(registry);
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n", -1)) {
            assertThat(line.length()).isLessThan(16_384);
        }
        assertThat(documents).allSatisfy(document -> {
            assertThat(directive(document).get("Metrics").size()).isBetween(1, 100);
            for (JsonNode metric : directive(document).get("Metrics")) {
                assertThat(document.has(metric.get("Name").textValue())).isTrue();
            }
        });
        assertThat(documents.stream()
                        .flatMap(document -> directive(document).get("Metrics").findValuesAsText("Name").stream()))
                .hasSize(2 * 300 + 2)
                .doesNotHaveDuplicates();
    }

    @Test
    void aDocumentHasAHundredMetricsAtMost() throws IOException {
        EmfRegistry registry = builder().build();
        IntStream.range(0, 250).forEach(i -> registry.counter("counts." + i).increment());
        assertThat(step(registry))
                .extracting(document -> directive(document).get("Metrics").size())
                .containsExactly(100, 100, 52);
    }

    @Test
    void aMetricThatIsCalledLikeADimensionGetsAnUnderscore() throws IOException {
        EmfRegistry registry = builder().build();
        registry.counter("route", "route", "/a").increment();
        registry.counter("_aws").increment();
        List<JsonNode> documents = step(registry);
        JsonNode one = with(documents, "route").get(0);
        assertThat(one.get("route").textValue()).isEqualTo("/a");
        assertThat(one.get("route_").doubleValue()).isEqualTo(1);
        assertThat(directive(one).at("/Metrics/0/Name").textValue()).isEqualTo("route_");
        assertThat(with(documents, "_aws_")).hasSize(1);
    }

    @Test
    void resolutionIsChosenByMeter() throws IOException {
        EmfRegistry registry =
                builder().highResolution(id -> id.getName().equals("fast")).build();
        registry.counter("fast").increment();
        JsonNode metrics = directive(step(registry).get(0)).get("Metrics");
        assertThat(metrics.toString())
                .contains("{\"Name\":\"fast\",\"Unit\":\"Count\",\"StorageResolution\":1}")
                .contains("{\"Name\":\"eloquent.heartbeat\",\"Unit\":\"Count\"}");
    }

    @Test
    void theBudgetHoldsAndTheOverflowIsCounted() throws IOException {
        EmfRegistry registry = builder().seriesBudget(50).build();
        for (int i = 0; i < 10_000; i++) {
            registry.counter("http.requests", "path", "/" + i).increment();
        }
        List<JsonNode> documents = step(registry);
        assertThat(with(documents, "http.requests")).hasSize(50);
        assertThat(with(documents, "eloquent.metrics.overflow").get(0).get("eloquent.metrics.overflow"))
                .isEqualTo(jackson.readTree("9951"));
    }

    @Test
    void theLastStepIsWrittenAtCloseOnce() throws IOException {
        EmfRegistry registry = builder().start();
        registry.counter("orders").increment(7);
        FlushReport first = registry.close(LIMIT);
        assertThat(first.complete()).as(first.toString()).isTrue();
        assertThat(first.sent()).isEqualTo(3);
        assertThat(registry.close(LIMIT)).isEqualTo(first);
        registry.close();
        assertThat(with(documents(), "orders")).hasSize(1);
    }

    @Test
    @Timeout(30)
    void aGaugeThatHangsDoesNotKeepTheCloseAndTheRestIsWritten() throws IOException {
        EmfRegistry registry = builder().start();
        CountDownLatch asked = new CountDownLatch(1);
        registry.counter("orders").increment(7);
        registry.gauge("hangs", asked, latch -> {
            latch.countDown();
            LockSupport.park();
            return 1;
        });
        FlushReport report = registry.close(Duration.ofSeconds(1));
        assertThat(asked.getCount()).isZero();
        assertThat(with(documents(), "orders")).hasSize(1);
        assertThat(report.dropped()).isBetween(1L, 2L);
        assertThat(report.why())
                .containsExactly(report.dropped()
                        + " dropped: meters that ask other code, such as gauges, did not answer in time");
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCountedOldestFirst() throws IOException {
        EmfRegistry registry = builder().buffer(1_000_000).seriesBudget(5_000).build();
        IntStream.range(0, 1_500)
                .forEach(i -> Gauge.builder("queue.length", () -> i)
                        .tag("n", "a value of some length " + i)
                        .strongReference(true)
                        .register(registry));
        for (int i = 0; i < 4; i++) {
            clock.add(Duration.ofMinutes(1));
            registry.steps().publish();
        }
        write(registry, 10_000);
        List<JsonNode> written = with(documents(), "queue.length");
        assertThat(written).filteredOn(document -> stepOf(document) == 0).isEmpty();
        assertThat(written).filteredOn(document -> stepOf(document) == 3).hasSize(1_500);
        out.reset();
        JsonNode dropped = with(step(registry), "eloquent.metrics.dropped").get(0);
        assertThat(dropped.get("eloquent.metrics.dropped").doubleValue()).isPositive();
        assertThat(dropped.get("reason").textValue()).isEqualTo("buffer_full");
    }

    private static long stepOf(JsonNode document) {
        return (document.at("/_aws/Timestamp").longValue() - START) / 60_000;
    }

    @Test
    void anErrorOfTheStreamIsToldAsUncertainAndNothingIsWrittenTwice() {
        PrintStream broken = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("broken pipe");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        FlushReport report = builder().to(broken).start().close(LIMIT);
        assertThat(report.uncertain()).isEqualTo(2);
        assertThat(report.sent()).isZero();
        assertThat(report.why()).contains("last failure: standard output has reported an error");
    }

    /** The stream says so for ever: a pause after each would fill the buffer, and drop what could have been written. */
    @Test
    void afterAnErrorOfTheStreamTheOtherLinesAreWrittenAtOnce() throws IOException {
        OutputStream brokenOnce = new OutputStream() {
            private boolean met;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (!met) {
                    met = true;
                    throw new IOException("broken pipe");
                }
                out.write(bytes, from, length);
            }
        };
        EmfRegistry registry = builder()
                .to(new PrintStream(brokenOnce, false, StandardCharsets.UTF_8))
                .build();
        for (int i = 0; i < 5; i++) {
            registry.counter("orders", "kind", "k" + i).increment();
        }
        List<JsonNode> documents = step(registry);
        assertThat(with(documents, "eloquent.heartbeat")).isEmpty();
        assertThat(with(documents, "orders")).hasSize(5);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> EmfRegistry.of("AWS/Shop")
                        .step(Duration.ZERO)
                        .seriesBudget(0)
                        .heartbeat(" ")
                        .buffer(1)
                        .lineBytes(1)
                        .start())
                .isInstanceOf(EmfConfigurationException.class)
                .hasMessage("metrics: namespace must be 1 to 255 characters of printable ASCII and not begin with AWS/,"
                        + " was 'AWS/Shop'; step must be from PT1S to PT1H, was PT0S; seriesBudget must be from 1 to"
                        + " 1000000, was 0; heartbeat must be a name, was blank; buffer must be from 1000000 to"
                        + " 1000000000 bytes, was 1; lineBytes must be from 16384 to 1000000, was 1");
    }
}
