package dev.eloquent.examples.rag;

import dev.eloquent.examples.rag.settings.Settings;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import java.time.Duration;
import java.util.List;

/** The same service with the drain off: it closes at the signal. For control runs. */
final class HastyService {
    private HastyService() {}

    public static void main(String[] args) throws InterruptedException {
        // Neither requests nor probes are waited for.
        Shutdown shutdown = Shutdown.onSignal(
                ShutdownSettings.defaults().quietPeriod(Duration.ZERO).readinessPath("/nobody-asks-here"));
        int port = RagService.start(Settings.of(List.of(args), System.getenv()), shutdown)
                .port();
        System.out.println("listening on http://127.0.0.1:" + port);
    }
}
