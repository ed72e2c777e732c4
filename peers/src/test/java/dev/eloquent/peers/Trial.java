package dev.eloquent.peers;

import dev.eloquent.testing.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One library in one scenario: what a load balancer in front of it, and whoever reads its log, would see. */
record Trial(
        OptionalInt exitCode,
        Duration exitAfter,
        List<String> output,
        boolean slowAnswered,
        boolean served,
        boolean notReadyButServed) {
    private static final Duration STARTS = Duration.ofSeconds(60);
    /** Long for a step, far shorter than the limit of who is to wait; whoever has not ended by then waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Who has not ended by now waits for the request in flight. */
    private static final Duration WAITS = Duration.ofSeconds(2);

    private static final int REQUESTS = 20;
    private static final long BETWEEN_REQUESTS = 100;

    static Trial of(Peer peer, Scenario scenario) {
        try (ServerSocket gate = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ChildJvm child = ChildJvm.of(Service.class)
                        .jvmArgs("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx192m")
                        .args(peer.name(), scenario.name(), Integer.toString(gate.getLocalPort()))
                        .start()) {
            String line = child.awaitLine("listening on ", STARTS);
            int port = Integer.parseInt(line.substring("listening on ".length()));
            return switch (scenario) {
                case IN_ROTATION -> inRotation(child, peer, port, gate);
                case ALREADY_DRAINED -> alreadyDrained(child, peer, port);
                case STUCK, STUCK_IN_PLACE -> signalled(child, PATIENCE);
                case SIGNALLED_TWICE -> signalledTwice(child, port, gate);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Trial inRotation(ChildJvm child, Peer peer, int port, ServerSocket gate)
            throws IOException, InterruptedException {
        CompletableFuture<Integer> slow = slowRequest(port);
        boolean served = true;
        boolean notReady = false;
        boolean notReadyButServed = false;
        long start;
        try (Socket inFlight = gate.accept()) {
            start = System.nanoTime();
            child.signal("TERM");
            child.awaitLine("stopping", PATIENCE);
            for (int i = 0; i < REQUESTS; i++) {
                notReady |= get(port, peer.readiness) == 503;
                boolean well = get(port, "/work/fast") == 200;
                served &= well;
                notReadyButServed |= notReady && well;
                TimeUnit.MILLISECONDS.sleep(BETWEEN_REQUESTS);
            }
            inFlight.shutdownOutput();
        }
        int answer = slow.join();
        return ended(child, start, Duration.ofSeconds(40), answer == 200, served, notReadyButServed);
    }

    private static Trial alreadyDrained(ChildJvm child, Peer peer, int port) throws InterruptedException {
        if (get(port, "/work/fast") != 200 || get(port, peer.readiness) != 200) {
            throw new IllegalStateException(peer + " does not serve: " + child.output());
        }
        // The silence itself is what is tried.
        TimeUnit.MILLISECONDS.sleep(
                Scenario.ALREADY_DRAINED.quiet.plusMillis(500).toMillis());
        return signalled(child, Duration.ofSeconds(30));
    }

    private static Trial signalledTwice(ChildJvm child, int port, ServerSocket gate) throws IOException {
        CompletableFuture<Integer> slow = slowRequest(port);
        try (Socket inFlight = gate.accept()) {
            child.signal("TERM");
            child.awaitLine("stopping", PATIENCE);
            if (child.awaitExit(WAITS).isPresent()) {
                throw new IllegalStateException("it did not wait for the request: " + child.output());
            }
            Trial trial = signalled(child, PATIENCE);
            inFlight.shutdownOutput();
            child.close();
            slow.join();
            return trial;
        }
    }

    private static Trial signalled(ChildJvm child, Duration limit) {
        long start = System.nanoTime();
        child.signal("TERM");
        return ended(child, start, limit, false, false, false);
    }

    private static Trial ended(
            ChildJvm child, long start, Duration limit, boolean slow, boolean served, boolean notReadyButServed) {
        OptionalInt exit = child.awaitExit(limit);
        Duration after = Duration.ofNanos(System.nanoTime() - start);
        return new Trial(exit, after, child.output(), slow, served, notReadyButServed);
    }

    boolean endedWithin(Duration limit) {
        return exitCode.isPresent() && exitAfter.compareTo(limit) <= 0;
    }

    boolean said(String line) {
        return output.contains(line);
    }

    /** What the library logged, without the lines of the service itself. */
    List<String> log() {
        return output.stream().filter(line -> !line.startsWith("> ")).toList();
    }

    private static CompletableFuture<Integer> slowRequest(int port) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread thread = new Thread(() -> status.complete(get(port, "/work/slow")), "slow request");
        thread.setDaemon(true);
        thread.start();
        return status;
    }

    /**
     * The status of an answer that came with its body, on a connection of its own; -1 if there was none. Tries nothing
     * twice, as a client of the JDK would, and does not wait for the end of the connection, which not all bring about.
     */
    private static int get(int port, String path) {
        String wanted = path.startsWith("/work") ? (path.endsWith("/slow") ? "slow" : "fast") : "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(path.endsWith("/slow") ? 60_000 : 2_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.append((char) next);
                if (answer.length() > "HTTP/1.1 200".length() && answer.indexOf(wanted) >= 0) {
                    return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
                }
            }
            return -1;
        } catch (IOException refusedOrCut) {
            return -1;
        }
    }
}
