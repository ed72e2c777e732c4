package dev.eloquent.local.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.Fault;
import dev.eloquent.local.HttpCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/** What goes wrong on demand, and what is counted of it. */
final class LocalCloudWatchFaultTest {
    private final LocalCloudWatch cloudWatch =
            LocalCloudWatch.region("eu-central-1").start();
    private final CloudWatchClient once = SdkClient.of(cloudWatch);
    private final CloudWatchClient client = SdkClient.of(cloudWatch, 3);

    @AfterEach
    void close() {
        once.close();
        client.close();
        cloudWatch.close();
    }

    /** The control run is the client that tries once: it fails. */
    @Test
    void throttlesAsCloudWatchDoesAndTheSdkTriesAgain() {
        cloudWatch.faults().next(2, LocalCloudWatch.throttled());
        put(client, 1);
        assertThat(cloudWatch.calls("PutMetricData")).isEqualTo(3);
        assertThat(onlyPut()).satisfies(put -> {
            assertThat(put.arrived()).isEqualTo(3);
            assertThat(put.stored()).isEqualTo(1);
            assertThat(put.answered()).isEqualTo(1);
            assertThat(put.data()).isEqualTo(1);
        });

        cloudWatch.faults().next(1, LocalCloudWatch.throttled());
        assertThatThrownBy(() -> put(once, 1)).isInstanceOfSatisfying(CloudWatchException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(400);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("Throttling");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Rate exceeded");
            assertThat(e.isThrottlingException()).isTrue();
        });
    }

    @Test
    void failsWith503AndTheSdkTriesAgain() {
        cloudWatch.faults().next(2, Fault.status(503));
        put(client, 1);
        assertThat(cloudWatch.requests().answered(503)).isEqualTo(2);

        cloudWatch.faults().next(1, Fault.status(503));
        assertThatThrownBy(() -> put(once, 2)).isInstanceOfSatisfying(CloudWatchException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(503);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
        });
        assertThat(cloudWatch.data()).hasSize(1);
    }

    @Test
    void hangsForAsLongAsTheClientWaits() {
        cloudWatch.faults().next(1, Fault.silence());
        try (CloudWatchClient impatient = SdkClient.of(cloudWatch, 1, Duration.ofMillis(200))) {
            assertThatThrownBy(() -> put(impatient, 1)).isInstanceOf(SdkClientException.class);
        }
        assertThat(onlyPut().arrived()).isEqualTo(1);
        assertThat(onlyPut().stored()).isZero();
        assertThat(onlyPut().answered()).isZero();
    }

    @Test
    void resetsClosesAndSpeaksNoHttp() {
        for (Fault fault : List.of(Fault.reset(), Fault.close(), Fault.notHttp())) {
            cloudWatch.faults().always(fault);
            assertThatThrownBy(() -> put(once, 1)).as("%s", fault).isInstanceOf(SdkClientException.class);
        }
        cloudWatch.faults().clear();
        put(once, 1);
        assertThat(onlyPut()).satisfies(put -> {
            assertThat(put.arrived()).isGreaterThanOrEqualTo(4);
            assertThat(put.stored()).isEqualTo(1);
            assertThat(put.answered()).isEqualTo(1);
        });
    }

    /** What is worked for, but whose answer comes too late, is counted twice by the repeat: as at AWS. */
    @Test
    void showsARepeatAfterAnAnswerThatCameTooLate() {
        cloudWatch.faults().next(1, Fault.delay(Duration.ofSeconds(2)));
        try (CloudWatchClient impatient = SdkClient.of(cloudWatch, 2, Duration.ofMillis(300))) {
            put(impatient, 1);
        }
        assertThat(onlyPut().arrived()).isEqualTo(2);
        assertThat(onlyPut().stored()).isEqualTo(2);
        assertThat(cloudWatch.data()).hasSize(2);
    }

    @Test
    void tellsBodiesApart() {
        put(once, 1);
        put(once, 2);
        put(once, 2);
        assertThat(cloudWatch.puts()).extracting(ReceivedPut::stored).containsExactly(1L, 2L);
        assertThat(cloudWatch.puts())
                .extracting(ReceivedPut::fingerprint)
                .allMatch(print -> print.matches("[0-9a-f]{64}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void forgetsTheOldestBodies() {
        try (LocalCloudWatch small =
                        LocalCloudWatch.region("eu-central-1").puts(2).start();
                CloudWatchClient toSmall = SdkClient.of(small)) {
            put(toSmall, 1);
            List<ReceivedPut> first = small.puts();
            put(toSmall, 2);
            put(toSmall, 3);
            assertThat(small.puts()).hasSize(2).doesNotContainAnyElementsOf(first);
            assertThat(small.data()).hasSize(3);
        }
    }

    @Test
    void countsWhatManyClientsSendAtOnce() throws Exception {
        int clients = 8;
        int each = 50;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int task = i;
                done.add(threads.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        put(once, task * each + n);
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(cloudWatch.data())
                .extracting(datum -> datum.distribution().sum())
                .hasSize(clients * each)
                .doesNotHaveDuplicates();
        assertThat(cloudWatch.puts())
                .hasSize(clients * each)
                .allMatch(put -> put.arrived() == 1 && put.stored() == 1 && put.answered() == 1);
    }

    @Test
    void failsOneOperationAndNotTheOthers() {
        cloudWatch.faults().on("/PutMetricData").always(Fault.status(500));
        assertThatThrownBy(() -> put(once, 1)).isInstanceOf(CloudWatchException.class);
        once.listMetrics();
        assertThat(cloudWatch.calls()).isEqualTo(Map.of("PutMetricData", 1L, "ListMetrics", 1L));
    }

    @Test
    void takesAFaultOfAwsFormOverHttp() throws Exception {
        String script = "{\"faults\":[{\"fault\":\"status\",\"status\":400,\"path\":\"/PutMetricData\",\"next\":1,"
                + "\"headers\":{\"x-amzn-query-error\":\"Throttling;Sender\"},"
                + "\"body\":\"{\\\"__type\\\":\\\"com.amazonaws.cloudwatch#Throttling\\\",\\\"message\\\":\\\"Slow\\\"}\"}]}";
        assertThat(new HttpCalls(cloudWatch.endpoint(), "Accept", "*/*")
                        .send("PUT", "/_local/faults", script.getBytes(StandardCharsets.UTF_8)))
                .startsWith("200 ");
        assertThatThrownBy(() -> put(once, 1)).isInstanceOfSatisfying(CloudWatchException.class, e -> {
            assertThat(e.isThrottlingException()).isTrue();
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Slow");
        });
    }

    private ReceivedPut onlyPut() {
        assertThat(cloudWatch.puts()).hasSize(1);
        return cloudWatch.puts().get(0);
    }

    private static void put(CloudWatchClient client, double value) {
        client.putMetricData(r -> r.namespace("shop")
                .metricData(MetricDatum.builder().metricName("m").value(value).build()));
    }
}
