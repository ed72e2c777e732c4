package dev.eloquent.peers.telemetry;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Where a library sends metrics to: CloudWatch, what takes OTLP, or an agent. */
interface Intake extends AutoCloseable {
    URI endpoint();

    /** What has come and was taken. */
    List<Datum> data();

    /** From now on. */
    void does(Trouble trouble);

    /** The most calls that came within any span of this length. */
    int busiest(Duration span);

    /** How many calls there were, whatever became of them. */
    long calls();

    @Override
    void close();
}
