package dev.eloquent.peers.telemetry;

import dev.eloquent.tracing.TraceDestination;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A column of the table of traces. */
enum TracesPeer {
    ELOQUENT("Eloquent", "eloquent-metrics"),
    OPENTELEMETRY("OpenTelemetry 1.67", "opentelemetry-aws-xray");

    /** For which a request is tried; OpenTelemetry's repeats are within it. By default 10 s. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** For which a span waits for others; by default 5 s and 2 s. */
    static final Duration DELAY = Duration.ofSeconds(1);

    final String column;

    /** What the names of its jars for X-Ray begin with, or that of the folder that is not packaged yet. */
    final String jars;

    TracesPeer(String column, String jars) {
        this.column = column;
        this.jars = jars;
    }

    /** To what asks for no signature. */
    TracedTask toCollector(URI base) {
        return switch (this) {
            case ELOQUENT -> new EloquentTraces(TraceDestination.collector(base));
            case OPENTELEMETRY -> new OpenTelemetryTraces(base);
        };
    }

    /** To X-Ray itself, with the credentials that it accepts. */
    TracedTask toXRay(URI base) {
        return toXRay(base, StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    TracedTask toXRay(URI base, AwsCredentialsProvider credentials) {
        return switch (this) {
            case ELOQUENT ->
                new EloquentTraces(
                        TraceDestination.xRay(CloudWatchIntake.REGION, base).credentials(credentials));
            // It has nothing to give them to.
            case OPENTELEMETRY -> new OpenTelemetryTraces(base);
        };
    }
}
