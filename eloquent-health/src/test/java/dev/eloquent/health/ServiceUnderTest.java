package dev.eloquent.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.eloquent.health.http.HealthEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small service that tests run in a JVM of its own and do harm to. The first argument is its port, the others turn
 * protections off or faults on.
 */
final class ServiceUnderTest {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceUnderTest.class);

    private ServiceUnderTest() {}

    public static void main(String[] args) throws IOException {
        Set<String> options = Set.of(args);
        HealthChecksBuilder checks = HealthChecks.of("service-under-test", "1");
        if (options.contains("without-vitals")) {
            checks.engine(EngineSettings::withoutVitals);
        }
        if (options.contains("without-pauses")) {
            checks.engine(engine -> engine.pauseAfter(Duration.ofDays(1)));
        }
        if (options.contains("slow-check")) {
            checks.liveness(live -> live.critical("slow"))
                    .critical(
                            "slow",
                            HealthCheck.completes(ServiceUnderTest::takeFourSeconds),
                            settings -> settings.interval(Duration.ofSeconds(10))
                                    .timeout(Duration.ofSeconds(5))
                                    .failureThreshold(1)
                                    .onlyLocal());
        }
        AtomicInteger flaps = new AtomicInteger();
        if (options.contains("flapping-check")) {
            HealthCheck flapping = HealthCheck.holds("odd", () -> flaps.incrementAndGet() % 2 == 0);
            checks.degrades(
                    "flapping",
                    flapping,
                    settings -> settings.interval(Duration.ofMillis(100))
                            .timeout(Duration.ofMillis(50))
                            .failureThreshold(1));
        }
        HealthChecks health = checks.start();

        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        ThreadPoolExecutor probes = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
        probes.prestartAllCoreThreads();
        server.setExecutor(probes);
        HealthEndpoint endpoint = HealthEndpoint.of(health);
        boolean logsProbes = options.contains("log-each-probe");
        server.createContext("/health", exchange -> {
            if (logsProbes) {
                LOG.info("probe of {} {}", exchange.getRequestURI(), "x".repeat(1_000));
            }
            endpoint.handle(exchange);
        });
        server.createContext("/do/nearly-fill-heap", exchange -> start(exchange, ServiceUnderTest::nearlyFillHeap));
        server.createContext("/do/fill-heap", exchange -> start(exchange, ServiceUnderTest::fillHeap));
        server.createContext("/do/use-up-threads", exchange -> start(exchange, ServiceUnderTest::useUpThreads));
        server.createContext("/do/clog-output", exchange -> start(exchange, ServiceUnderTest::clogOutput));
        server.createContext("/flaps", exchange -> {
            byte[] count = String.valueOf(flaps.get()).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, count.length);
            exchange.getResponseBody().write(count);
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }

    private static void start(HttpExchange exchange, Runnable harm) throws IOException {
        Thread thread = new Thread(harm, "harm");
        thread.setDaemon(true);
        thread.start();
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** In small steps, so that a pause of the process does not count as work done. */
    private static void takeFourSeconds() throws InterruptedException {
        for (int step = 0; step < 40; step++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Writes until the pipe is full, and then holds the lock of the standard output. */
    private static void clogOutput() {
        while (true) {
            System.out.println("x".repeat(1_000));
        }
    }

    /** A leak that leaves what a probe needs, and no more: a request of any size fails. */
    private static void nearlyFillHeap() {
        byte[][] reserve = {new byte[512 * 1024]};
        byte[] nothing = {};
        Object[] leak = fill(new Object[1], 4 * 1024);
        reserve[0] = nothing;
        System.out.println("nearly full");
        holdForever(leak);
    }

    /** A leak that goes on leaking whatever becomes free. */
    private static void fillHeap() {
        System.out.println("filling");
        Object[] leak = new Object[1];
        while (true) {
            leak = fill(leak, 128);
            LockSupport.parkNanos(1_000_000); // nothing here may allocate: the thread must survive
        }
    }

    /** A chain of blocks, each of which holds the one before: growing it needs no memory but its own. */
    private static Object[] fill(Object[] chain, int references) {
        Object[] last = chain;
        try {
            while (true) {
                Object[] next = new Object[references];
                next[0] = last;
                last = next;
            }
        } catch (OutOfMemoryError full) {
            return last;
        }
    }

    /**
     * Threads with ever smaller stacks, until the operating system gives no address space for another of the usual size.
     * That size is 16 MiB here (-Xss16m), so that what is left is enough for everything but a thread.
     */
    private static void useUpThreads() {
        List<Thread> threads = new ArrayList<>();
        for (long stack = 64 << 20; stack >= 16 << 20; stack /= 2) {
            try {
                while (true) {
                    Thread thread = new Thread(null, () -> holdForever(threads), "hog", stack);
                    thread.setDaemon(true);
                    thread.start();
                    threads.add(thread);
                }
            } catch (OutOfMemoryError refused) {
                // On with a smaller stack.
            }
        }
        System.out.println("no more threads after " + threads.size());
        holdForever(threads);
    }

    private static void holdForever(Object held) {
        while (true) {
            LockSupport.park(held);
        }
    }
}
