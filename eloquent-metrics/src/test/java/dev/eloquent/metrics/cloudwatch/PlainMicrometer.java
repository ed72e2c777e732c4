package dev.eloquent.metrics.cloudwatch;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

/** Micrometer's own registry, for the control runs, with the SDK's own repeats. Steps are ended by the test. */
final class PlainMicrometer extends CloudWatchMeterRegistry {
    private final AtReceiver.Ahead time;

    PlainMicrometer(AtReceiver receiver, AtReceiver.Ahead time) {
        super(dev.eloquent.metrics.cloudwatch.Config.MINUTE, time, new Blocking(receiver));
        this.time = time;
    }

    /** Nothing: its own thread would publish a step once more when a minute of the system's clock begins. */
    @Override
    public void start(ThreadFactory threads) {}

    /** Ends the step and publishes it. Blocks until all calls have ended. */
    void step() {
        time.pass(Duration.ofMinutes(1));
        publish();
    }

    /** Before the end of the step; percentiles of a task are as they are now. */
    void publishNow() {
        publish();
    }

    /** The SDK's synchronous client in place of Netty's, which the module's users do not get. */
    private static final class Blocking implements CloudWatchAsyncClient {
        private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        private final CloudWatchClient client;

        Blocking(AtReceiver receiver) {
            CloudWatchClientBuilder builder =
                    CloudWatchClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
            receiver.client(builder);
            client = builder.build();
        }

        @Override
        public CompletableFuture<PutMetricDataResponse> putMetricData(PutMetricDataRequest request) {
            return CompletableFuture.supplyAsync(() -> client.putMetricData(request), threads);
        }

        @Override
        public String serviceName() {
            return CloudWatchClient.SERVICE_NAME;
        }

        @Override
        public void close() {
            client.close();
            threads.shutdownNow();
        }
    }
}
