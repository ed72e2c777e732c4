package dev.eloquent.benchmarks.secrets;

import java.time.Duration;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/** The same while everybody's cache expires after a second, and each call takes 400 ms: who makes the reader wait? */
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 3, time = 4)
public class RefreshedSecret extends CachedSecret {
    public RefreshedSecret() {
        super(Duration.ofSeconds(1));
    }

    @Setup
    public void slow() {
        standIn.delay(Duration.ofMillis(400));
    }
}
