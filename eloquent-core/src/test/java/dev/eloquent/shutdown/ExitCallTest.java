package dev.eloquent.shutdown;

import static dev.eloquent.shutdown.Children.LIMIT;
import static dev.eloquent.shutdown.Children.did;
import static dev.eloquent.shutdown.Children.done;
import static dev.eloquent.shutdown.Children.report;
import static dev.eloquent.shutdown.Children.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code System.exit} from anywhere. Whoever calls it waits for the hooks, and our hook for the steps: nobody may wait for
 * the caller. The limit is 28 s, so that a wait for somebody's deadline would show.
 */
final class ExitCallTest {
    private static final long WELL_BEFORE_THE_LIMIT = 9_000;

    @ParameterizedTest
    @ValueSource(strings = {"step", "flush", "executor", "consumer"})
    void afterASignal(String where) {
        try (ChildJvm child = start(where)) {
            child.signal("TERM");
            endsWith(child, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"main", "handler", "twice", "main, then step", "executor at once", "fork-join pool at once"})
    void withoutOne(String where) throws IOException {
        try (ChildJvm child = start(where)) {
            if (where.equals("handler")) {
                int port = Integer.parseInt(child.awaitLine("port ", LIMIT).substring("port ".length()));
                try (Wire wire = new Wire(port)) {
                    wire.send("GET", "/exit");
                    endsWith(child, 3);
                }
            } else {
                endsWith(child, 3);
            }
        }
    }

    /** Control: what the field does. The hook calls exit, exit waits for the hook. */
    @Test
    void inAHookOfTheJvmItHangs() {
        try (ChildJvm child = start("control")) {
            child.signal("TERM");
            child.awaitLine("in the hook", LIMIT);
            assertThat(child.awaitExit(Duration.ofSeconds(2))).isEmpty();
        }
    }

    private static void endsWith(ChildJvm child, int code) {
        assertThat(child.awaitExit(LIMIT)).hasValue(code);
        assertThat(done(child)).containsExactly("pool", "traces");
        assertThat(child.output()).anyMatch(line -> line.contains("Shutdown after "));
        assertThat(report(child).path("clean").asBoolean()).isTrue();
        assertThat(report(child).path("duration_ms").asLong()).isLessThan(WELL_BEFORE_THE_LIMIT);
    }

    private static ChildJvm start(String where) {
        ChildJvm child = Children.of(Service.class, where).start();
        child.awaitLine("ready", LIMIT);
        return child;
    }

    static final class Service {
        private Service() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            if (args[0].equals("control")) {
                control();
            }
            Shutdown shutdown = Children.onSignal(ShutdownSettings.defaults().quietPeriod(Duration.ofMillis(300)));
            shutdown.own("pool", () -> did("pool"));
            shutdown.flush("traces", deadline -> did("traces"));
            switch (args[0]) {
                case "step" -> shutdown.step(Phase.WORK, "step", deadline -> System.exit(3));
                case "flush" -> shutdown.step(Phase.FLUSH, "step", deadline -> System.exit(3), "traces");
                case "executor", "executor at once" -> inPool(shutdown, Executors.newFixedThreadPool(2), args[0]);
                case "fork-join pool at once" -> inPool(shutdown, new ForkJoinPool(2), args[0]);
                case "consumer" ->
                    shutdown.consume("consumer", () -> "item", item -> {
                        while (!shutdown.draining()) {
                            Thread.onSpinWait();
                        }
                        System.exit(3);
                    });
                case "handler" -> handler(shutdown);
                case "main, then step" -> {
                    shutdown.step(Phase.WORK, "step", deadline -> System.exit(4));
                    exit();
                }
                case "main" -> exit();
                case "twice" -> twice();
                default -> throw new IllegalArgumentException(args[0]);
            }
            say("ready");
            Children.hang();
        }

        private static void exit() {
            say("ready");
            System.exit(3);
        }

        private static void control() throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                say("in the hook");
                System.exit(0);
            }));
            say("ready");
            Children.hang();
        }

        private static void inPool(Shutdown shutdown, ExecutorService pool, String when) {
            shutdown.finish("executor", pool);
            pool.execute(() -> {
                while (!shutdown.draining() && !when.endsWith("at once")) {
                    Thread.onSpinWait();
                }
                System.exit(3);
            });
        }

        private static void handler(Shutdown shutdown) throws IOException {
            HttpServer server =
                    shutdown.own(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            server.createContext("/exit", exchange -> System.exit(3))
                    .getFilters()
                    .add(DrainFilter.of(shutdown));
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
            say("port " + server.getAddress().getPort());
        }

        private static void twice() {
            CyclicBarrier both = new CyclicBarrier(2);
            for (int thread = 0; thread < 2; thread++) {
                new Thread(() -> {
                            try {
                                both.await();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            System.exit(3);
                        })
                        .start();
            }
        }
    }
}
