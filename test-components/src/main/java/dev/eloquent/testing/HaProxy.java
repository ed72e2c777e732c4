package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A real load balancer on 127.0.0.1 that behaves as an ALB does: it probes its targets over HTTP, two failures take one
 * out of rotation and two successes bring it back; it keeps connections to targets and shares them among its clients; it
 * never sends a request twice, so that what a target loses the client loses; it appends the client's address to
 * {@code X-Forwarded-For}, as a line of its own. A target that has been deregistered gets
 * neither requests nor probes, and its requests in flight are let to end.
 *
 * <p>Needs {@code haproxy} on the path. The process ends with {@link #close()}, and by itself when this one is gone.
 */
public final class HaProxy implements AutoCloseable {
    private static final int TARGETS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path directory;
    private final TetheredProcess process;
    private final int port;
    private final Deque<String> free = new ArrayDeque<>();

    private HaProxy(Path directory, TetheredProcess process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
        for (int i = 1; i <= TARGETS; i++) {
            free.add("target" + i);
        }
    }

    /**
     * Starts one without targets.
     *
     * @param healthPath what it probes
     * @param interval between two probes of a target
     */
    public static HaProxy start(String healthPath, Duration interval) {
        try {
            Path directory = Files.createTempDirectory("haproxy");
            int port = TetheredProcess.freePort();
            Files.writeString(directory.resolve("haproxy.cfg"), configuration(port, healthPath, interval));
            TetheredProcess process = TetheredProcess.start(directory, "haproxy", "-db", "-f", "haproxy.cfg");
            process.awaitStart(() -> Files.exists(directory.resolve("control")));
            return new HaProxy(directory, process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start haproxy", e);
        }
    }

    private static String configuration(int port, String healthPath, Duration interval) {
        return """
                global
                  stats socket unix@control level admin
                  nbthread 1
                  maxconn 1000
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 60s
                  timeout server 60s
                  timeout check 2s
                  # A request is sent once, to one target, and on a kept connection if there is one.
                  retries 0
                  no option redispatch
                  http-reuse always
                  option forwardfor
                frontend clients
                  bind 127.0.0.1:%d
                  default_backend targets
                backend targets
                  balance roundrobin
                  option httpchk
                  http-check send meth GET uri %s ver HTTP/1.1 hdr Host target
                  http-check expect status 200
                  # Which target has answered, by the name that register() gives.
                  http-response set-header Target %%s
                  server-template target 1-%d 127.0.0.1:1 check inter %dms fall 2 rise 2 disabled
                """.formatted(port, healthPath, TARGETS, interval.toMillis());
    }

    /** Where clients connect. */
    public int port() {
        return port;
    }

    /**
     * Adds a target on 127.0.0.1. It gets requests once two probes have succeeded, see {@link #awaitInService}.
     *
     * @return its name here
     */
    public synchronized String register(int targetPort) {
        String name = free.remove();
        String server = "set server targets/" + name;
        // In one go, as a server that comes back from maintenance would be up until its first probe.
        command(server + " addr 127.0.0.1 port " + targetPort + "; " + server + " state ready; " + server
                + " health down");
        return name;
    }

    /** Waits until a target gets requests. */
    public void awaitInService(String name, Duration limit) {
        Await.until(() -> name + " in service: " + stat(name, "status"), limit, () -> isInService(name));
    }

    /** Sends a target nothing any more, no probes either. Returns when its requests in flight have ended. */
    public synchronized void deregister(String name) {
        command("set server targets/" + name + " state maint");
        Await.until(
                () -> "the last request of " + name,
                LIMIT,
                () -> stat(name, "scur").equals("0"));
        free.add(name);
    }

    /** Whether a target gets requests. */
    public boolean isInService(String name) {
        return stat(name, "status").startsWith("UP");
    }

    /** A column of HAProxy's statistics. */
    private String stat(String name, String column) {
        List<String> lines = command("show stat").lines().toList();
        int place = Arrays.asList(lines.get(0).substring(2).split(",", -1)).indexOf(column);
        return lines.stream()
                .map(line -> line.split(",", -1))
                .filter(row -> row.length > place && row[1].equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in " + lines))[place];
    }

    private String command(String line) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve("control")));
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("haproxy does not take '" + line + "'; it wrote: " + process.output(), e);
        }
    }

    /** Ends the process; its connections break. */
    @Override
    public void close() {
        process.close();
    }
}
