package dev.eloquent.peers.telemetry;

import dev.eloquent.local.otlp.LocalOtlp;
import java.time.Duration;

/** A column of the table of metrics. */
enum MetricsPeer {
    ELOQUENT("Eloquent", "eloquent-metrics"),
    MICROMETER("Micrometer's registry 1.17", "micrometer-registry-cloudwatch2"),
    EMF("aws-embedded-metrics 4.2", "aws-embedded-metrics"),
    OPENTELEMETRY("OpenTelemetry 1.67", "opentelemetry-sdk-metrics");

    final String column;

    /** What the name of its jar begins with, or that of the folder that is not packaged yet. */
    final String jars;

    MetricsPeer(String column, String jars) {
        this.column = column;
        this.jars = jars;
    }

    /** What it sends to by itself. */
    Intake intake() {
        return switch (this) {
            case ELOQUENT, MICROMETER -> new CloudWatchIntake();
            case EMF -> new AgentIntake();
            case OPENTELEMETRY -> new OtlpIntake(LocalOtlp.collector().start());
        };
    }

    /** CloudWatch's own door, or what a task on Fargate has anyway. */
    Intake cloudWatch() {
        return switch (this) {
            case ELOQUENT, MICROMETER -> new CloudWatchIntake();
            case EMF -> new StandardOutput();
            case OPENTELEMETRY ->
                new OtlpIntake(LocalOtlp.aws(CloudWatchIntake.REGION).start());
        };
    }

    /** Publishes by itself at each step; EMF when work ends. */
    MeteredTask task(Intake intake, Duration step) {
        return task(intake, step, 2_000);
    }

    /** @param series how many of the metric {@code work} there may be by its tag {@code who} */
    MeteredTask task(Intake intake, Duration step, int series) {
        return switch (this) {
            case ELOQUENT -> new EloquentMetrics(intake.endpoint(), step, series);
            case MICROMETER -> new MicrometerMetrics(intake.endpoint(), step, series).limited("work", "who");
            case EMF -> new EmfMetrics(intake.endpoint());
            case OPENTELEMETRY -> new OpenTelemetryMetrics(intake.endpoint(), step, series);
        };
    }
}
