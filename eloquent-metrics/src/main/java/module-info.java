/** Metrics and traces on CloudWatch and X-Ray, without a sidecar. */
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
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires static org.jspecify;

    exports dev.eloquent.metrics.cloudwatch;
    exports dev.eloquent.tracing.http;
    exports dev.eloquent.tracing;
}
