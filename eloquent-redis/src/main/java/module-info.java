/** Rate limits that several tasks share through Redis. */
module dev.eloquent.redis {
    requires transitive dev.eloquent.core;
    requires transitive lettuce.core;
    requires io.netty.common;
    // Lettuce uses them, and as it has no module-info it cannot say so: on the module path they would be absent.
    requires io.netty.handler;
    requires io.netty.resolver.dns;
    requires io.netty.transport;
    requires static org.jspecify;

    exports dev.eloquent.redis;
}
