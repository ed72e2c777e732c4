package dev.eloquent.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server's threads are often the last that keep the JVM, and closing it ends them in the middle of the shutdown. */
final class LastThreadTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void theExitCodeIsOursAlsoWhenTheLastThreadEndsBeforeTheSteps() {
        try (ChildJvm child = ChildJvm.of(Service.class).start()) {
            child.awaitLine("ready", LIMIT);
            child.signal("TERM");
            assertThat(child.awaitExit(LIMIT)).hasValue(Shutdown.EXIT_INCOMPLETE);
            assertThat(child.output()).anyMatch(line -> line.contains("Shutdown after SIGTERM: partial in "));
        }
    }

    static final class Service {
        private Service() {}

        public static void main(String[] args) {
            CountDownLatch stopped = new CountDownLatch(1);
            Shutdown shutdown = Shutdown.onSignal();
            shutdown.own("pool", () -> {
                // Time for a JVM without threads of its own to end by itself.
                TimeUnit.MILLISECONDS.sleep(500);
                throw new IllegalStateException("broken");
            });
            new Thread(() -> {
                        System.out.println("ready");
                        try {
                            stopped.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    })
                    .start();
            shutdown.own("server", stopped::countDown);
        }
    }
}
