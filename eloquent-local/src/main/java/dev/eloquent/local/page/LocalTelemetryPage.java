package dev.eloquent.local.page;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;

/**
 * A web page, on loopback, of what two stand-ins received: the metrics of CloudWatch and of OTLP as charts, with
 * percentiles merged from the Values and Counts, or from the buckets, that came, and the traces of OTLP as waterfalls.
 *
 * <pre>{@code
 * try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start();
 *         LocalOtlp otlp = LocalOtlp.collector().start();
 *         LocalTelemetryPage page = LocalTelemetryPage.of(cloudWatch, otlp).port(5090).start()) {
 *     System.out.println(page.url());
 * }
 * }</pre>
 *
 * <p>The page renews itself every few seconds and loads nothing from elsewhere. It keeps nothing of its own: what the
 * stand-ins drop is no longer shown. Requests with a Host that is not this machine's are refused, so that no site can
 * read it by a name that it lets lead here.
 *
 * <p>Safe for use by several threads. Closing it leaves the stand-ins as they are.
 */
public final class LocalTelemetryPage implements AutoCloseable {
    private final LoopbackServer server;

    LocalTelemetryPage(LoopbackServer server) {
        this.server = server;
    }

    /** The settings of a page about these two, to be started. */
    public static LocalTelemetryPageBuilder of(LocalCloudWatch cloudWatch, LocalOtlp otlp) {
        return new LocalTelemetryPageBuilder(cloudWatch, otlp);
    }

    /** What to open in a browser: {@code http://127.0.0.1:PORT/}. */
    public URI url() {
        return server.root().resolve("/");
    }

    /** Stops listening; further calls do nothing. Waits for its threads up to 5 s. */
    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return "telemetry page at " + url();
    }
}
