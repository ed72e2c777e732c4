/** Graceful shutdown within one deadline, protection of ECS tasks that are at work, and rate limits. */
module dev.eloquent.core {
    requires transitive java.net.http;
    requires transitive jdk.httpserver;
    // Not static: it would be absent on the module path, and with it the signals and the exit code 0.
    requires jdk.unsupported;
    requires transitive java.sql;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.eloquent.ecs;
    exports dev.eloquent.ratelimit;
    exports dev.eloquent.ratelimit.http;
    exports dev.eloquent.ratelimit.postgres;
    exports dev.eloquent.ratelimit.store;
    exports dev.eloquent.shutdown;
}
