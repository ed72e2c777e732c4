package dev.eloquent.local.command;

import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.page.LocalTelemetryPage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** CloudWatch, a collector and the page about both, started and closed together. Faults are those of CloudWatch. */
record TelemetryStandIns(LocalCloudWatch cloudWatch, LocalOtlp otlp, LocalTelemetryPage page) implements LocalService {
    /** All of them, or none if a port is taken. */
    static TelemetryStandIns start(String region, int cloudWatchPort, int otlpPort, int pagePort) {
        List<AutoCloseable> started = new ArrayList<>();
        try {
            LocalCloudWatch cloudWatch = LocalCloudWatch.region(region).start(cloudWatchPort);
            started.add(cloudWatch);
            LocalOtlp otlp = LocalOtlp.collector().start(otlpPort);
            started.add(otlp);
            return new TelemetryStandIns(
                    cloudWatch,
                    otlp,
                    LocalTelemetryPage.of(cloudWatch, otlp).port(pagePort).start());
        } catch (RuntimeException e) {
            close(started, e);
            throw e;
        }
    }

    private static void close(List<AutoCloseable> started, RuntimeException reason) {
        for (AutoCloseable each : started) {
            try {
                each.close();
            } catch (Exception e) {
                reason.addSuppressed(e);
            }
        }
    }

    @Override
    public String name() {
        return "telemetry";
    }

    /** Of the page. */
    @Override
    public URI endpoint() {
        return page.url();
    }

    @Override
    public Faults faults() {
        return cloudWatch.faults();
    }

    @Override
    public Requests requests() {
        return cloudWatch.requests();
    }

    @Override
    public void close() {
        page.close();
        otlp.close();
        cloudWatch.close();
    }
}
