package dev.eloquent.examples.rag.telemetry;

import dev.eloquent.examples.rag.local.LocalTelemetry;
import dev.eloquent.examples.rag.local.StandIns;
import dev.eloquent.examples.rag.settings.TelemetrySettings;
import dev.eloquent.logging.LogMeters;
import dev.eloquent.metrics.Telemetry;
import dev.eloquent.metrics.http.HttpRoutes;
import dev.eloquent.metrics.jvm.JvmMeters;
import dev.eloquent.metrics.shutdown.ShutdownMeters;
import dev.eloquent.shutdown.Phase;
import dev.eloquent.shutdown.Shutdown;
import java.net.URI;
import java.util.Optional;

/**
 * Metrics and traces of the service. They are sent as the last thing before the log ends, in the time that is left.
 *
 * @param page where they can be looked at, if they go to a stand-in
 */
public record ServiceTelemetry(Telemetry telemetry, Optional<URI> page) {
    private static final String SERVICE = "rag-service";

    /** What requests are counted by. A path that is none of these is {@code UNKNOWN}. */
    public static HttpRoutes routes() {
        return HttpRoutes.of(
                "/api/ask", "/api/conversations", "/api/conversations/{id}", "/health", "/health/*", "/status", "/");
    }

    /** Starts it; nothing waits for the network. */
    public static ServiceTelemetry start(TelemetrySettings settings, String version, Shutdown shutdown) {
        if (settings.standIns()) {
            LocalTelemetry local = StandIns.telemetry();
            Telemetry telemetry = Telemetry.of(SERVICE, version, "local")
                    .metrics(local.metrics())
                    .traces(local.traces())
                    .start();
            flush(telemetry, shutdown);
            shutdown.step(Phase.FLUSH, "telemetry stand-ins", deadline -> local.close(), "telemetry");
            return new ServiceTelemetry(telemetry, Optional.of(local.page()));
        }
        Telemetry telemetry = Telemetry.start(SERVICE, version, settings.variables());
        flush(telemetry, shutdown);
        return new ServiceTelemetry(telemetry, Optional.empty());
    }

    private static void flush(Telemetry telemetry, Shutdown shutdown) {
        shutdown.flush(telemetry::close);
        telemetry.bind(JvmMeters.standard(), ShutdownMeters.of(shutdown), new LogMeters());
    }
}
