package dev.eloquent.local.server;

import dev.eloquent.local.Faults;
import dev.eloquent.local.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Listens on loopback and gives each connection a thread, up to {@value #MOST_CONNECTIONS}; more wait to be accepted.
 * The JDK's own server will not do: it can neither reset a connection nor send what is not HTTP.
 */
public final class LoopbackServer implements AutoCloseable {
    static final int MOST_CONNECTIONS = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BACKLOG = 200;
    /** Not the JDK's choice of loopback, which may be that of IPv6. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Service service;
    private final LongSupplier nanoTime;
    private final ThreadFactory factory;
    private final ServerSocket listener;
    private final RequestHistory history;
    private final FaultScript script = new FaultScript(this::closeIdle);
    private final ControlPath control;
    private final Semaphore places = new Semaphore(MOST_CONNECTIONS);
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean closed;

    private LoopbackServer(Service service, ServerSocket listener, LongSupplier nanoTime, ThreadFactory factory) {
        this.service = service;
        this.nanoTime = nanoTime;
        this.factory = factory;
        this.listener = listener;
        this.history = new RequestHistory(nanoTime.getAsLong());
        this.control = new ControlPath(script, history);
    }

    /**
     * Starts.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @param nanoTime as {@link System#nanoTime}
     * @throws UncheckedIOException if the port is taken
     */
    public static LoopbackServer start(Service service, int port, LongSupplier nanoTime) {
        return start(service, port, nanoTime, Thread::new);
    }

    static LoopbackServer start(Service service, int port, LongSupplier nanoTime, ThreadFactory factory) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, was " + port);
        }
        ServerSocket listener;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    service.name() + " cannot listen on port " + port + ": " + e.getMessage()
                            + "; end what listens there, or choose another port, 0 for any that is free",
                    e);
        }
        LoopbackServer server = new LoopbackServer(service, listener, nanoTime, factory);
        server.startThread("accept", server::accept);
        return server;
    }

    /** The root of the server: {@code http://127.0.0.1:PORT}. */
    public URI root() {
        return URI.create("http://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    /** Its faults. */
    public Faults faults() {
        return script.faults();
    }

    /** What it was asked. */
    public Requests requests() {
        return history.requests();
    }

    /** How many requests came for each path, since the start. */
    public Map<String, Long> totals() {
        return history.totals();
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(ClientConnection::close);
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Thread thread : List.copyOf(threads)) {
                if (!thread.equals(Thread.currentThread())) {
                    thread.join(Math.max(
                            1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                places.acquire();
            } catch (InterruptedException e) {
                return;
            }
            try {
                serve(listener.accept());
            } catch (Throwable refused) {
                // Out of descriptors or threads, most likely: one that ends elsewhere helps.
                places.release();
                if (!closed) {
                    pause();
                }
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }

    private void serve(Socket socket) {
        ClientConnection connection = new ClientConnection(socket, service, script, control, history, nanoTime);
        connections.add(connection);
        try {
            startThread("connection-" + accepted.incrementAndGet(), () -> {
                try {
                    // Added before this look, so that either close() sees it or it sees that all is closed.
                    if (!closed) {
                        connection.serve();
                    }
                } finally {
                    connection.close();
                    connections.remove(connection);
                    places.release();
                }
            });
        } catch (Throwable refused) {
            connections.remove(connection);
            connection.close();
            throw refused;
        }
    }

    private void closeIdle() {
        new ArrayList<>(connections).stream().filter(ClientConnection::isIdle).forEach(ClientConnection::close);
    }

    private void startThread(String name, Runnable work) {
        Thread thread = factory.newThread(() -> {
            try {
                work.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        thread.setName("eloquent-local-" + service.name() + "-" + listener.getLocalPort() + "-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        try {
            thread.start();
        } catch (Throwable refused) {
            threads.remove(thread);
            throw refused;
        }
    }
}
