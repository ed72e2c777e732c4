package dev.eloquent.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private final Duration longestDial;

    private Client(
            ClientResources resources,
            AbstractRedisClient client,
            Supplier<CompletionStage<Line>> dial,
            Duration longestDial) {
        this.resources = resources;
        this.client = client;
        this.dial = dial;
        this.longestDial = longestDial;
    }

    static Client ofServer(RedisURI address, Duration longestDial) {
        return ofServer(address, longestDial, resources().build());
    }

    static Client ofServer(RedisURI address, Duration longestDial, ClientResources resources) {
        RedisURI uri = Address.within(address, longestDial);
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options(ClientOptions.builder(), longestDial).build());
        return new Client(
                resources,
                client,
                () -> client.connectAsync(StringCodec.ASCII, uri).thenApply(Line::new),
                longestDial);
    }

    static Client ofCluster(RedisURI address, Duration longestDial) {
        ClientResources resources = resources().build();
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
                        .thenApply(Line::new),
                longestDial);
    }

    static ClientResources.Builder resources() {
        return DefaultClientResources.builder().ioThreadPoolSize(THREADS).computationThreadPoolSize(THREADS);
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

    /**
     * Begins to connect; what is wrong is told by what it returns, in time. Lettuce has limits for the connection and the
     * greeting, but none for the name: while no name server answers, that alone takes several times as long.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for what comes too late
    CompletionStage<Line> dial() {
        CompletableFuture<Line> made = new CompletableFuture<>();
        try {
            dial.get().whenComplete((line, fault) -> {
                if (fault != null) {
                    made.completeExceptionally(fault);
                } else if (!made.complete(line)) {
                    line.connection().closeAsync();
                }
            });
        } catch (RuntimeException fault) {
            made.completeExceptionally(fault);
        }
        return made.orTimeout(longestDial.toNanos(), TimeUnit.NANOSECONDS).exceptionally(fault -> {
            throw fault instanceof TimeoutException
                    ? new RedisConnectionException("no connection within " + longestDial)
                    : new CompletionException(fault);
        });
    }

    /** Ends all connections and threads, within 4 s. */
    @Override
    public void close() {
        client.shutdown(0, LONGEST_SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        resources.shutdown(0, LONGEST_SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
