package dev.eloquent.testing;

import dev.eloquent.testing.OutputLog.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
 * never sends a request twice, so that what a target loses the client loses. A target that has been deregistered gets
 * neither requests nor probes, and its requests in flight are let to end.
 *
 * <p>Needs {@code haproxy} on the path. The process ends with {@link #close()}, and by itself when this one is gone.
 */
public final class HaProxy implements AutoCloseable {
    private static final int TARGETS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A process that runs in the background of a shell has no standard input, so it gets another number. */
    private static final String UNTIL_OUR_END =
            "exec 3<&0; haproxy -db -f \"$0\" & p=$!; (cat <&3 >/dev/null; kill -KILL $p) & wait $p";

    private final Path directory;
    private final Process process;
    private final OutputLog log = new OutputLog();
    private final Thread reader;
    private final int port;
    private final Deque<String> free = new ArrayDeque<>();

    private HaProxy(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
        this.reader = new Thread(this::readLines, "haproxy-" + process.pid() + "-output");
        reader.setDaemon(true);
        reader.start();
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
            int port = freePort();
            Path configuration =
                    Files.writeString(directory.resolve("haproxy.cfg"), configuration(port, healthPath, interval));
            Process process = new ProcessBuilder(
                            "sh",
                            "-c",
                            UNTIL_OUR_END,
                            configuration.getFileName().toString())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            HaProxy started = new HaProxy(directory, process, port);
            started.awaitStart();
            return started;
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
                frontend clients
                  bind 127.0.0.1:%d
                  default_backend targets
                backend targets
                  balance roundrobin
                  option httpchk
                  http-check send meth GET uri %s ver HTTP/1.1 hdr Host target
                  http-check expect status 200
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
            throw new UncheckedIOException("haproxy does not take '" + line + "'; it wrote: " + log.all(), e);
        }
    }

    private void awaitStart() {
        Await.until(
                () -> "the start of haproxy; it wrote: " + log.all(),
                LIMIT,
                () -> Files.exists(directory.resolve("control")) || !process.isAlive());
        if (!process.isAlive()) {
            close();
            throw new IllegalStateException("haproxy did not start; it wrote: " + log.all());
        }
    }

    private void readLines() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(Source.STDOUT, line);
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends the process; its connections break. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            Await.until("the end of haproxy", LIMIT, () -> !process.isAlive());
            reader.join(LIMIT.toMillis());
            for (String file : List.of("control", "haproxy.cfg")) {
                Files.deleteIfExists(directory.resolve(file));
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
