package dev.eloquent.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;

/** An open connection, to a server or to a cluster. */
record Line(StatefulConnection<String, String> connection, RedisScriptingAsyncCommands<String, String> commands) {
    Line(StatefulRedisConnection<String, String> connection) {
        this(connection, connection.async());
    }

    Line(StatefulRedisClusterConnection<String, String> connection) {
        this(connection, connection.async());
    }
}
