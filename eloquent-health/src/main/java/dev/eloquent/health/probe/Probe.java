package dev.eloquent.health.probe;

import java.io.PrintStream;

/**
 * Asks a health URL once and ends with 0 or 1: what a container health check runs instead of curl.
 *
 * <pre>
 * java -jar eloquent-health.jar [--timeout 2s] http://127.0.0.1:8080/health/live
 * </pre>
 *
 * <p>In an ECS task definition, in the form that needs no shell in the image:
 *
 * <pre>
 * "healthCheck": {
 *   "command": ["CMD", "java", "-Xint", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx16m",
 *               "-jar", "/app/lib/eloquent-health.jar", "http://127.0.0.1:8080/health/live"],
 *   "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 60
 * }
 * </pre>
 *
 * <p>Docker's {@code HEALTHCHECK CMD} takes the same words; ECS ignores the one of an image. The flags keep the JVM
 * small: it is done before a compiler would pay off (benchmarks/probe-start measures it). A jar that contains these classes
 * runs them by {@code java -cp app.jar dev.eloquent.health.probe.Probe}.
 *
 * <p><b>Exit codes:</b> 0 for an answer of 200 to 299, 1 for everything else, a wrong command line included; Docker
 * reserves other codes, and ECS tells only zero from the rest. A failure writes one line to stderr, a success nothing.
 * The line leaves out the query of the URL, which may hold a token.
 *
 * <p><b>URL:</b> only {@code http}, as the probe runs inside the container; redirects are not followed. The host may be
 * an IPv6 address in brackets, the port is 80 unless given. Prefer 127.0.0.1 to localhost: there is no name to look up,
 * and of several addresses only the first is tried.
 *
 * <p><b>Timeout:</b> {@code --timeout} is a whole number of {@code ms} or {@code s} from 100ms to 60s, 2s unless given.
 * It bounds the whole exchange from the look-up of the host to the end of the status line, and not the start of the JVM
 * before it: stay a second or more below the timeout of the health check, which is 5 s on ECS unless given.
 *
 * <p><b>The container's environment:</b> {@code JAVA_TOOL_OPTIONS} and {@code JDK_JAVA_OPTIONS} apply to this JVM too. An
 * agent that is named there is loaded for each probe and can take seconds, and the JVM writes a line of its own to
 * stderr. Give such options to the application's own command line, or start the probe by
 * {@code env -u JAVA_TOOL_OPTIONS -u JDK_JAVA_OPTIONS java}.
 */
public final class Probe {
    private static final int HEALTHY = 0;
    private static final int UNHEALTHY = 1;
    private static final int MAX_LINE = 1_000;
    private static final int WRITE_MILLIS = 500;

    private Probe() {}

    /**
     * Probes once and ends the JVM with the exit code.
     *
     * @param args the URL, and the timeout if it is not the default
     */
    public static void main(String[] args) {
        // Not exit(): the shutdown hooks of an agent would run after the timeout, bounded by nothing.
        Runtime.getRuntime().halt(run(args, System.err));
    }

    /** Runs the probe and returns the exit code. */
    static int run(String[] args, PrintStream err) {
        long start = System.nanoTime();
        try {
            ProbeCommand command = ProbeCommand.parse(args);
            ProbeAttempt.probe(command.target(), start, command.timeoutMillis());
            return HEALTHY;
        } catch (ProbeFailure failure) {
            write(oneLine("eloquent-probe: ".concat(failure.line())), err);
            return UNHEALTHY;
        } catch (OutOfMemoryError noThread) {
            err.println("eloquent-probe: this machine lets the probe start no thread: raise the container's limits");
            return UNHEALTHY;
        }
    }

    /** On a thread that nobody waits for long: a stderr that is full and unread must not hold the verdict up. */
    private static void write(String line, PrintStream err) {
        Thread writer = new Thread("eloquent-probe-writer") {
            @Override
            public void run() {
                err.println(line);
                err.flush();
            }
        };
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(WRITE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a peer or a command line contained must not become a second line, nor steer a terminal. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_LINE; i++) {
            char c = text.charAt(i);
            line.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return line.toString();
    }
}
