package dev.eloquent.local.cloudwatch;

import dev.eloquent.local.aws.AccessKey;
import dev.eloquent.local.aws.RequestSignature;
import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.StartCheck;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of a stand-in of CloudWatch; {@link LocalCloudWatch#region} has one. Not safe for use by several threads.
 */
public final class LocalCloudWatchBuilder {
    /** How many data are kept unless {@link #capacity} says otherwise. */
    public static final int DEFAULT_CAPACITY = 50_000;

    private static final int MOST = 1_000_000;
    private static final int PUTS_KEPT = 10_000;
    private static final String SERVICE = "monitoring";

    private final String region;
    private AccessKey key = new AccessKey("local", "local", Optional.empty());
    private int capacity = DEFAULT_CAPACITY;
    private int puts = PUTS_KEPT;
    private InstantSource clock = InstantSource.system();

    LocalCloudWatchBuilder(String region) {
        this.region = Objects.requireNonNull(region, "region");
    }

    /**
     * What clients sign with, made up for the purpose; default {@code local} for both. Anything else is refused.
     *
     * @param accessKeyId shown in requests
     * @param secretAccessKey of which signatures are made
     */
    public LocalCloudWatchBuilder credentials(String accessKeyId, String secretAccessKey) {
        key = new AccessKey(accessKeyId, secretAccessKey, Optional.empty());
        return this;
    }

    /**
     * See {@link #credentials(String, String)}.
     *
     * @param sessionToken which every request then has to have, as with the credentials of a role
     */
    public LocalCloudWatchBuilder credentials(String accessKeyId, String secretAccessKey, String sessionToken) {
        key = new AccessKey(accessKeyId, secretAccessKey, Optional.of(sessionToken));
        return this;
    }

    /**
     * How many data are kept, 1 to 1,000,000; default {@value #DEFAULT_CAPACITY}. Of more, the oldest are dropped and
     * counted. One of 150 values takes 3 KB, so that the default takes up to 150 MB; where names are so long that data
     * take more than 4 KB on average, and 64 MB in all, fewer are kept.
     */
    public LocalCloudWatchBuilder capacity(int data) {
        capacity = data;
        return this;
    }

    /**
     * The clock of signatures and of the limits to timestamps, for tests that move time; default the system's. A client
     * whose own clock is more than 5 minutes away is refused.
     */
    public LocalCloudWatchBuilder clock(InstantSource value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    LocalCloudWatchBuilder puts(int kept) {
        puts = kept;
        return this;
    }

    /** Starts on a port that is free. */
    public LocalCloudWatch start() {
        return start(0);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @throws IllegalArgumentException naming all settings that are out of range
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalCloudWatch start(int port) {
        new StartCheck("cloudwatch")
                .region(region)
                .port(port)
                .within("capacity", capacity, 1, MOST)
                .that(
                        !key.id().isBlank() && !key.secret().isBlank(),
                        "access key id and secret access key must not be blank")
                .done();
        MetricStore store = new MetricStore(capacity);
        PutTallies tallies = new PutTallies(puts);
        CloudWatchApi api = new CloudWatchApi(store, tallies, new RequestSignature(key, region, SERVICE), clock);
        return new LocalCloudWatch(store, tallies, LoopbackServer.start(api, port, System::nanoTime));
    }
}
