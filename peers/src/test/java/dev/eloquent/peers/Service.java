package dev.eloquent.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A service that is built on one of the libraries, in a JVM of its own; it tells by lines on its output what happens. */
final class Service {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    final Scenario scenario;
    private final int gate;

    private Service(Scenario scenario, int gate) {
        this.scenario = scenario;
        this.gate = gate;
    }

    record Step(String name, Runnable work) {
        boolean hangs() {
            return name.startsWith("hang");
        }
    }

    public static void main(String[] args) throws Exception {
        Service service = new Service(Scenario.valueOf(args[1]), Integer.parseInt(args[2]));
        // Hooks begin together; a library with a handler of its own says so itself.
        Runtime.getRuntime().addShutdownHook(new Thread(service::stopping));
        Peer.valueOf(args[0]).start(service);
    }

    void listening(int port) {
        OUT.println("listening on " + port);
    }

    void stopping() {
        OUT.println("stopping");
    }

    /** What the service does for a path: a slow answer waits, as for a database, until the test opens the gate. */
    String answer(String path) {
        if (!path.endsWith("/slow")) {
            return "fast";
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate)) {
            if (socket.getInputStream().read() >= 0) {
                throw new IllegalStateException("the gate says nothing, it is closed when it opens");
            }
            return "slow";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order in which they are to run. */
    List<Step> steps() {
        return scenario.steps().stream()
                .map(name -> new Step(name, () -> run(name)))
                .toList();
    }

    private static void run(String name) {
        OUT.println("> " + name + " begins");
        if (name.startsWith("hang")) {
            hangsHere();
        } else if (name.equals("first")) {
            // Time for a second one to begin too early.
            pause();
        }
        OUT.println("> " + name + " ends");
    }

    private static void hangsHere() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
