package dev.eloquent.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lettuce with few threads of its own, and without its way to reconnect: that one waits longer and longer between its
 * attempts, and keeps a connection for which nobody answers any more.
 */
final class Client implements AutoCloseable {
    /** The least that Lettuce has of each kind. */
    private static final int THREADS = 2;

    private static final int LONGEST_SHUTDOWN_SECONDS = 2;

    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final Supplier<CompletionStage<Line>> dial;

    private Client(ClientResources resources, AbstractRedisClient client, Supplier<CompletionStage<Line>> dial) {
        this.resources = resources;
        this.client = client;
        this.dial = dial;
    }

    static Client ofServer(RedisURI address, Duration longestDial) {
        ClientResources resources = resources();
        RedisURI uri = Address.within(address, longestDial);
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options(ClientOptions.builder(), longestDial).build());
        return new Client(
                resources,
                client,
                () -> client.connectAsync(StringCodec.ASCII, uri).thenApply(Line::new));
    }

    static Client ofCluster(RedisURI address, Duration longestDial) {
        ClientResources resources = resources();
        RedisClusterClient client = RedisClusterClient.create(resources, Address.within(address, longestDial));
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        // Lettuce connects to each node when it is first needed, and would reject what needs it.
        options(options, longestDial).disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS);
        client.setOptions(options.build());
        return new Client(
                resources,
                client,
                () -> client.refreshPartitionsAsync()
                        .thenCompose(known -> client.connectAsync(StringCodec.ASCII))
                        .thenApply(Line::new));
    }

    private static ClientResources resources() {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .build();
    }

    private static ClientOptions.Builder options(ClientOptions.Builder options, Duration longestDial) {
        return options.autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // We wait ourselves, no longer than until the call's end, for a connection included.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(
                        SocketOptions.builder().connectTimeout(longestDial).build());
    }

    /** Begins to connect; what is wrong is told by what it returns. */
    CompletionStage<Line> dial() {
        try {
            return dial.get();
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** Ends all connections and threads, within 4 s. */
    @Override
    public void close() {
        client.shutdown(0, LONGEST_SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        resources.shutdown(0, LONGEST_SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
