package dev.eloquent.metrics.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.local.cloudwatch.ReceivedPut;
import dev.eloquent.metrics.step.Batch;
import dev.eloquent.metrics.step.Datum;
import dev.eloquent.metrics.step.PutOutcome;
import dev.eloquent.metrics.step.Series;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** Ten thousand timers with five tags and 150 values each, in one step. */
@Timeout(120)
final class LimitsAtReceiverTest {
    private static final int TIMERS = 10_000;
    private static final int VALUES = 150;

    private final AtReceiver receiver = new AtReceiver();
    private final List<Long> sizes = new CopyOnWriteArrayList<>();

    @Test
    void areKeptByCountAndByBytesAndNothingIsRefused() {
        try (receiver) {
            CloudWatchRegistry registry = CloudWatchRegistry.of(AtReceiver.DAY)
                    .seriesBudget(2 * TIMERS)
                    .buffer(100_000_000)
                    .callTimeout(Duration.ofSeconds(30))
                    .client(client -> {
                        receiver.client(client);
                        client.overrideConfiguration(
                                settings -> settings.addExecutionInterceptor(new BeforeCompression()));
                    })
                    .start();
            fill(registry);
            FlushReport report = registry.close(Duration.ofSeconds(60));

            assertThat(report.complete()).as(report.toString()).isTrue();
            assertThat(report.sent()).isEqualTo(TIMERS + 2);
            assertThat(receiver.cloudWatch.puts())
                    .hasSizeLessThanOrEqualTo(20)
                    .allSatisfy(put -> assertThat(put.data()).isBetween(1, 1_000))
                    .allSatisfy(put -> assertThat(put.stored()).isEqualTo(1));
            assertThat(sizes)
                    .hasSameSizeAs(receiver.cloudWatch.puts())
                    .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(1_000_000))
                    .anySatisfy(size -> assertThat(size).isGreaterThan(900_000));
            assertThat(receiver.cloudWatch.data("Test", "requests"))
                    .hasSize(TIMERS)
                    .allSatisfy(
                            datum -> assertThat(datum.distribution().values()).hasSize(VALUES))
                    .allSatisfy(datum -> assertThat(datum.dimensions()).hasSize(5));
            assertThat(receiver.samples("requests")).isEqualTo((double) TIMERS * VALUES);
        }
    }

    private static void fill(CloudWatchRegistry registry) {
        for (int i = 0; i < TIMERS; i++) {
            Timer timer = registry.timer(
                    "requests",
                    "method",
                    "GET",
                    "uri",
                    "/orders/{id}/items/" + i,
                    "status",
                    "200",
                    "outcome",
                    "SUCCESS",
                    "service",
                    "orders");
            double nanos = 1_000;
            for (int value = 0; value < VALUES; value++) {
                timer.record((long) nanos, TimeUnit.NANOSECONDS);
                nanos *= 1.11;
            }
        }
    }

    /** Control: by count alone, as in Micrometer's registry, such a call is too large. */
    @Test
    void control_batchesByCountAloneAreRefused() {
        try (receiver) {
            Series series = Series.of("requests", List.of(), StandardUnit.MILLISECONDS, 60);
            double[] values =
                    IntStream.range(0, VALUES).mapToDouble(i -> (i + 1) / 3.0).toArray();
            Datum datum = new Datum(series, Instant.now(), values, values);
            PutMetricData sink = PutMetricData.with("Test", Duration.ofSeconds(30), receiver::client);
            Batch byCount = Batch.of(
                            IntStream.range(0, 1_000).mapToObj(i -> datum).toList(), 1_000, Integer.MAX_VALUE)
                    .get(0);
            assertThat(sink.put(byCount)).isInstanceOf(PutOutcome.Refused.class);
            assertThat(receiver.cloudWatch.puts())
                    .extracting(ReceivedPut::stored)
                    .containsExactly(0L);
            assertThat(receiver.cloudWatch.data())
                    .extracting(ReceivedDatum::name)
                    .isEmpty();
            sink.close();
        }
    }

    private final class BeforeCompression implements ExecutionInterceptor {
        @Override
        public void afterMarshalling(Context.AfterMarshalling context, ExecutionAttributes attributes) {
            SdkHttpFullRequest request = (SdkHttpFullRequest) context.httpRequest();
            try (InputStream body =
                    request.contentStreamProvider().orElseThrow().newStream()) {
                sizes.add((long) body.readAllBytes().length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
