package dev.eloquent.peers.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;

/** A task that is traced by a library, as its users call it. */
interface TracedTask {
    OpenTelemetry openTelemetry();

    /** Whether all spans arrived, as it says within the deadline. */
    boolean flush(Duration deadline) throws Exception;

    /** How many spans it says that it lost. */
    long lost();

    void close(Duration deadline) throws Exception;
}
