package dev.eloquent.metrics.cloudwatch;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** The stand-in of CloudWatch, which computes each signature again and refuses what CloudWatch would; it says what came. */
final class AtReceiver implements AutoCloseable {
    /** Only who flushes or closes ends a step before its day. */
    static final Config DAY = new Config(Duration.ofDays(1));

    final LocalCloudWatch cloudWatch;

    AtReceiver() {
        this(InstantSource.system());
    }

    /** @param clock the receiver's, if it is not the sender's */
    AtReceiver(InstantSource clock) {
        cloudWatch = LocalCloudWatch.region("eu-central-1").clock(clock).start();
    }

    void client(AwsClientBuilder<?, ?> client) {
        client.endpointOverride(cloudWatch.endpoint())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    CloudWatchRegistryBuilder registry(Config config) {
        return CloudWatchRegistry.of(config).client(this::client);
    }

    /** Of all data of this name. */
    double sum(String name) {
        return cloudWatch.data("Test", name).stream()
                .map(ReceivedDatum::distribution)
                .mapToDouble(dev.eloquent.local.cloudwatch.Distribution::sum)
                .sum();
    }

    double samples(String name) {
        return cloudWatch.data("Test", name).stream()
                .map(ReceivedDatum::distribution)
                .mapToDouble(dev.eloquent.local.cloudwatch.Distribution::sampleCount)
                .sum();
    }

    /** Of all data of this name, merged; 0 to 100. */
    double percentile(String name, double percentile) {
        return cloudWatch
                .distribution("Test", name)
                .orElseThrow()
                .percentile(percentile)
                .orElseThrow();
    }

    /** How many bodies were counted more than once. */
    long countedTwice() {
        return cloudWatch.puts().stream().filter(put -> put.stored() > 1).count();
    }

    @Override
    public void close() {
        cloudWatch.close();
    }

    /** A clock on the wall that stands in the middle of this minute, so that no step ends before a test moves it on. */
    static final class Ahead implements Clock {
        private final long start = System.currentTimeMillis() / 60_000 * 60_000 + 30_000;
        private final AtomicLong ahead = new AtomicLong();

        void pass(Duration time) {
            ahead.addAndGet(time.toNanos());
        }

        @Override
        public long wallTime() {
            return start + ahead.get() / 1_000_000;
        }

        @Override
        public long monotonicTime() {
            return System.nanoTime() + ahead.get();
        }
    }
}
