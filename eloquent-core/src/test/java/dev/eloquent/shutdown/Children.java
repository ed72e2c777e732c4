package dev.eloquent.shutdown;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.testing.ChildJvm;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/** What the children of these tests have in common, on both sides: how they start, how they shut down, what they say. */
final class Children {
    /** For whatever must happen at all; nothing is measured by it. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** The arguments of a JVM that starts quickly and needs little. */
    static final String[] SMALL = {"-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPORT = "report ";

    private Children() {}

    static ChildJvm.Builder of(Class<?> main, String... args) {
        return ChildJvm.of(main).jvmArgs(SMALL).args(args);
    }

    /** A limit of 5 s: the drain up to 2 s, work 3 s, close 4 s, the watchdog after 6 s. Quiet after 0.3 s. */
    static ShutdownSettings settings() {
        return ShutdownSettings.forStopTimeout(Duration.ofSeconds(7))
                .margin(Duration.ofSeconds(2))
                .work(Duration.ofSeconds(1))
                .close(Duration.ofSeconds(1))
                .flush(Duration.ofSeconds(1))
                .quietPeriod(Duration.ofMillis(300))
                .probeInterval(Duration.ofMillis(300));
    }

    /** In the child: a shutdown whose report {@link #report} can read. */
    static Shutdown onSignal(ShutdownSettings settings) {
        return Shutdown.onSignal(settings).onReport(report -> say(REPORT + report.toJson()));
    }

    static void say(String line) {
        System.out.println(line);
    }

    static void did(String what) {
        say("did " + what);
    }

    /** Waits for ever, unless it is interrupted. */
    static void hang() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Waits for ever, whatever anybody does. */
    static void hangStubbornly() {
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }

    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the child has done, in order. */
    static List<String> done(ChildJvm child) {
        return child.stdout().stream()
                .filter(line -> line.startsWith("did "))
                .map(line -> line.substring("did ".length()))
                .toList();
    }

    /** The report of a child that has ended: as it was before telemetry is flushed. */
    static JsonNode report(ChildJvm child) {
        String line = child.awaitLine(REPORT, LIMIT);
        try {
            return JSON.readTree(line.substring(REPORT.length()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode step(JsonNode report, String name) {
        return elements(report, "steps").stream()
                .filter(step -> step.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no step '" + name + "' in " + report));
    }

    static String outcome(JsonNode report, String step) {
        JsonNode found = step(report, step);
        String detail = found.path("detail").asText();
        return found.path("outcome").asText() + (detail.isEmpty() ? "" : ": " + detail);
    }

    static List<JsonNode> elements(JsonNode node, String array) {
        return StreamSupport.stream(node.path(array).spliterator(), false).toList();
    }
}
