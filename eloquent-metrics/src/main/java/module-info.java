/** Metrics and traces on CloudWatch and X-Ray, without a sidecar. */
@SuppressWarnings("module") // eloquent-servlet is built after this
module dev.eloquent.metrics {
    requires transitive io.opentelemetry.api;
    requires transitive io.opentelemetry.context;
    requires transitive java.net.http;
    requires transitive jdk.httpserver;
    requires transitive micrometer.core;
    requires transitive micrometer.registry.cloudwatch2;
    requires transitive software.amazon.awssdk.identity.spi;
    requires transitive software.amazon.awssdk.services.cloudwatch;
    requires io.opentelemetry.common;
    requires io.opentelemetry.exporter.otlp;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.trace;
    requires io.opentelemetry.sdk;
    requires org.slf4j;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http.auth.aws;
    requires software.amazon.awssdk.http.auth.spi;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.protocols.jsoncore;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires java.management;
    requires jdk.management;
    // One for a package of bindings each. Not transitive: whoever has none of them could not be compiled.
    requires static com.zaxxer.hikari;
    requires static dev.eloquent.core;
    requires static dev.eloquent.health;
    requires static dev.eloquent.secrets;
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires static org.jspecify;

    exports dev.eloquent.logging;
    exports dev.eloquent.metrics.cloudwatch;
    exports dev.eloquent.metrics;
    exports dev.eloquent.metrics.http.internal to
            dev.eloquent.servlet;
    exports dev.eloquent.metrics.http;
    exports dev.eloquent.metrics.emf;
    exports dev.eloquent.metrics.dashboard;
    exports dev.eloquent.metrics.health;
    exports dev.eloquent.metrics.jvm;
    exports dev.eloquent.metrics.pool;
    exports dev.eloquent.metrics.ratelimit;
    exports dev.eloquent.metrics.secrets;
    exports dev.eloquent.metrics.shutdown;
    exports dev.eloquent.tracing;

    // For logback, which looks for the configuration that is included.
    opens dev.eloquent.logging;
}
