package dev.eloquent.local.page;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.server.LoopbackServer;
import dev.eloquent.local.server.StartCheck;
import java.time.InstantSource;
import java.util.Objects;

/** The settings of a page; {@link LocalTelemetryPage#of} has one. Not safe for use by several threads. */
public final class LocalTelemetryPageBuilder {
    private final LocalCloudWatch cloudWatch;
    private final LocalOtlp otlp;
    private InstantSource clock = InstantSource.system();
    private int port;

    LocalTelemetryPageBuilder(LocalCloudWatch cloudWatch, LocalOtlp otlp) {
        this.cloudWatch = Objects.requireNonNull(cloudWatch, "cloudWatch");
        this.otlp = Objects.requireNonNull(otlp, "otlp");
    }

    /** 1 to 65535, or 0, the default, for any that is free. */
    public LocalTelemetryPageBuilder port(int value) {
        port = value;
        return this;
    }

    /** The clock against which the page tells ages; default the system's. */
    public LocalTelemetryPageBuilder clock(InstantSource value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /**
     * Starts.
     *
     * @throws IllegalArgumentException if the port is out of range
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public LocalTelemetryPage start() {
        new StartCheck("telemetry page").port(port).done();
        PageApi api =
                new PageApi(Document.read(), new MetricViews(cloudWatch, otlp, clock), new TraceViews(otlp, clock));
        return new LocalTelemetryPage(LoopbackServer.start(api, port, System::nanoTime));
    }
}
