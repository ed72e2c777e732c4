/**
 * Eloquent's concerns behind a servlet container, jakarta.servlet 6.0 or 6.1.
 *
 * <p>One package for each concern. A package needs the module of its concern and no other; so each of those is {@code
 * requires static}, the packages do not know each other, and whoever uses one of them has only that one on the path.
 */
module dev.eloquent.servlet {
    requires transitive jakarta.servlet;
    requires static transitive dev.eloquent.core;
    requires static transitive dev.eloquent.health;
    requires static transitive dev.eloquent.metrics;
    requires static org.jspecify;

    exports dev.eloquent.servlet.health;
    exports dev.eloquent.servlet.ratelimit;
    exports dev.eloquent.servlet.shutdown;
    exports dev.eloquent.servlet.telemetry;
}
