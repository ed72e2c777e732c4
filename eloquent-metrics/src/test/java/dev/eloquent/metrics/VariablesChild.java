package dev.eloquent.metrics;

import java.time.Duration;

/** A service that is set up by its environment alone, for {@link VariablesInAProcessTest}. It tells of itself on stderr. */
public final class VariablesChild {
    private VariablesChild() {}

    public static void main(String[] args) {
        Telemetry telemetry = Telemetry.start("shop", "1.4.2");
        telemetry.meters().counter("orders").increment(3);
        telemetry
                .openTelemetry()
                .getTracer("t")
                .spanBuilder("order")
                .startSpan()
                .end();
        System.err.println("closed: " + telemetry.close(Duration.ofSeconds(20)).complete());
    }
}
