/** Rate limits with resilience4j. */
module dev.eloquent.resilience4j {
    requires transitive dev.eloquent.core;
    requires transitive io.github.resilience4j.ratelimiter;
    requires io.github.resilience4j.core;
    requires static org.jspecify;

    exports dev.eloquent.resilience4j;
}
