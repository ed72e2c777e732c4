package dev.eloquent.redis;

import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.TcpForwarder;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A writer and its replica, a network before each of them, and a name that leads to the first one's. */
record Site(RedisServer writer, RedisServer replica, TcpForwarder network, TcpForwarder other, NameServer names)
        implements AutoCloseable {
    static final String NAME = "quotas.test";
    private static final String WRITERS_ADDRESS = "127.0.0.1";
    private static final String REPLICAS_ADDRESS = "127.0.0.2";
    private static final Duration LONGEST_DIAL = Duration.ofSeconds(2);

    static Site start() {
        RedisServer writer = RedisServer.start();
        RedisServer replica = RedisServer.start();
        TcpForwarder network = TcpForwarder.to(writer.port());
        // It would wait for 5 s whether others want the same copy.
        writer.ask("CONFIG SET repl-diskless-sync-delay 0");
        follow(replica, writer);
        Awaitility.await().until(() -> replica.ask("INFO replication").contains("master_link_status:up"));
        return new Site(
                writer, replica, network, network.neighbour(replica.port()), NameServer.leadingTo(WRITERS_ADDRESS));
    }

    private static void follow(RedisServer follower, RedisServer leader) {
        follower.ask("REPLICAOF 127.0.0.1 " + leader.port());
    }

    /** By its name; otherwise as {@link RedisQuotaStore#of(String, Duration)} makes it. */
    RedisQuotaStore store(Duration timeout) {
        RedisURI uri = RedisURI.create(NAME, network.port());
        Client client = Client.ofServer(
                uri,
                LONGEST_DIAL,
                Client.resources().addressResolverGroup(names.resolver()).build());
        Calls calls = new Calls(client, Script.load(), timeout, Address.shown(uri));
        return new RedisQuotaStore(calls, new KeyNames(RedisQuotaStore.DEFAULT_PREFIX, false), null);
    }

    void promote() {
        replica.ask("REPLICAOF NO ONE");
    }

    /** Only after {@link #promote()}. */
    void demote() {
        follow(writer, replica);
    }

    void moveName() {
        names.leadTo(REPLICAS_ADDRESS);
    }

    void disconnect() {
        network.refuse();
        network.cut();
    }

    @Override
    public void close() {
        network.thaw();
        network.close();
        other.close();
        names.close();
        replica.close();
        writer.close();
    }
}
