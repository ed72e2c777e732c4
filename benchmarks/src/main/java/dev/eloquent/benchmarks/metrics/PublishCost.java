package dev.eloquent.benchmarks.metrics;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Prints what it costs to publish a step of ten thousand timers with five tags each, to a receiver on loopback that answers
 * at once: calls, bytes before gzip, and, as the median of some steps after others to warm up, time and allocation of all
 * threads but the receiver's. In a step each timer has seen so many values that lie apart by more than our buckets are wide.
 */
public final class PublishCost {
    static final List<String> LIBRARIES = List.of("eloquent", "micrometer", "micrometerThree");

    private static final int TIMERS = 10_000;
    private static final int WARM_UP = 4;
    private static final int STEPS = 5;
    /** Our buckets are at most a tenth wide. */
    private static final double APART = 1.11;

    private PublishCost() {}

    /** Of a step. */
    record Cost(int calls, long bytes, long largest, double millis, double allocated) {}

    /** Prints the table; its argument is how many timers, by default ten thousand. */
    public static void main(String[] arguments) throws IOException {
        int timers = arguments.length == 0 ? TIMERS : Integer.parseInt(arguments[0]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("| library | timers | values of each | calls | MB before gzip | ms | MB allocated |");
        out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (int values : new int[] {20, 150}) {
            for (String library : LIBRARIES) {
                Cost cost = measure(library, timers, values, WARM_UP, STEPS);
                out.println(String.format(
                        Locale.ROOT,
                        "| %s | %,d | %d | %d | %.1f | %,.0f | %,.0f |",
                        library,
                        timers,
                        values,
                        cost.calls,
                        cost.bytes / 1e6,
                        cost.millis,
                        cost.allocated / 1e6));
            }
        }
    }

    static Cost measure(String library, int timers, int values, int warmUp, int steps) throws IOException {
        try (Receiver receiver = new Receiver();
                Publisher publisher = Publisher.of(library, receiver.uri())) {
            List<Timer> all = timers(publisher.registry(), timers, library.endsWith("Three"));
            List<Cost> costs = new ArrayList<>();
            for (int step = 0; step < warmUp + steps; step++) {
                record(all, values);
                costs.add(step(publisher, receiver));
            }
            List<Cost> measured = costs.subList(warmUp, costs.size());
            Cost last = measured.get(measured.size() - 1);
            return new Cost(
                    last.calls,
                    last.bytes,
                    last.largest,
                    median(measured.stream().map(Cost::millis).toList()),
                    median(measured.stream().map(Cost::allocated).toList()));
        }
    }

    private static Cost step(Publisher publisher, Receiver receiver) throws IOException {
        publisher.endStep();
        long allocated = allocated();
        long began = System.nanoTime();
        publisher.publish();
        long took = System.nanoTime() - began;
        long after = allocated();
        List<byte[]> bodies = receiver.take();
        return new Cost(
                bodies.size(),
                bodies.stream().mapToLong(body -> body.length).sum(),
                bodies.stream().mapToLong(body -> body.length).max().orElse(0),
                took / 1e6,
                (double) (after - allocated));
    }

    private static List<Timer> timers(MeterRegistry registry, int number, boolean percentiles) {
        List<Timer> timers = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            Timer.Builder timer = Timer.builder("http.server.requests")
                    .tags("method", "GET", "uri", "/orders/{id}/items/" + i, "status", "200")
                    .tags("outcome", "SUCCESS", "service", "orders");
            timers.add((percentiles ? timer.publishPercentiles(0.5, 0.95, 0.99) : timer).register(registry));
        }
        return timers;
    }

    /** Up to 31 of each value, so that counts differ. */
    private static void record(List<Timer> timers, int values) {
        for (int i = 0; i < timers.size(); i++) {
            double nanos = 1_000;
            for (int value = 0; value < values; value++) {
                int often = 1 + (i + 7 * value) % 31;
                for (int time = 0; time < often; time++) {
                    timers.get(i).record((long) nanos, TimeUnit.NANOSECONDS);
                }
                nanos *= APART;
            }
        }
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && !thread.getThreadName().startsWith(Receiver.THREADS)) {
                sum += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
            }
        }
        return sum;
    }

    private static double median(List<Double> values) {
        return values.stream()
                .sorted(Comparator.naturalOrder())
                .skip(values.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
