package dev.eloquent.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A listener on 127.0.0.1 that forwards each connection to a target, and can be told to misbehave as networks do.
 *
 * <p>The methods may be called by any thread. What a caller started before {@link #freeze()} or {@link #cut()} and did
 * not wait for may fall on either side of it.
 */
public final class TcpForwarder implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int BACKLOG = 50;
    private static final Duration THREAD_END = Duration.ofSeconds(10);

    private final Gate gate = new Gate();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final Set<ForwardedConnection> open = new HashSet<>();
    private final InetAddress address;
    private final int port;
    private volatile InetSocketAddress target;
    private ServerSocket listener;
    private Thread acceptor;
    private volatile boolean closed;

    private TcpForwarder(InetAddress address, int port, InetSocketAddress target) {
        this.address = address;
        this.target = target;
        this.listener = listen(address, port);
        this.port = listener.getLocalPort();
        this.acceptor = startAccepting();
    }

    /** Forwards to a port of this machine. */
    public static TcpForwarder to(int port) {
        return to(LOOPBACK, port);
    }

    public static TcpForwarder to(String host, int port) {
        return new TcpForwarder(loopback(1), 0, new InetSocketAddress(host, port));
    }

    /**
     * Another forwarder on the same port of 127.0.0.2, as another server behind the same name has. Linux only: elsewhere
     * that address has to be set up first.
     */
    public TcpForwarder neighbour(int targetPort) {
        return new TcpForwarder(loopback(2), port, new InetSocketAddress(loopback(1), targetPort));
    }

    /** The port to connect to. It stays the same across {@link #refuse()} and {@link #accept()}. */
    public int port() {
        return port;
    }

    /** Sends new connections to another port of the target's host; open ones stay where they are. */
    public void retarget(int newPort) {
        target = new InetSocketAddress(target.getHostString(), newPort);
    }

    /**
     * Forwards nothing any more, in neither direction. Connections stay open and new ones are accepted, but no byte,
     * no end of a stream and no new connection reaches the other side until {@link #thaw()}.
     */
    public void freeze() {
        gate.shut();
    }

    public void thaw() {
        gate.open();
    }

    /** Resets every open connection on both sides. New connections are still accepted. */
    public void cut() {
        List<ForwardedConnection> cut;
        synchronized (this) {
            cut = List.copyOf(open);
            open.clear();
        }
        cut.forEach(ForwardedConnection::cut);
    }

    /** Closes the listener, so that connects are refused. Open connections are left alone. */
    public void refuse() {
        Thread ending = closeListener();
        // The kernel keeps the listener, and completes connects, until the thread inside accept() has come back.
        Await.until("the end of " + ending, THREAD_END, () -> hasEnded(ending));
    }

    /** Listens again, on the same port, after {@link #refuse()}. */
    public synchronized void accept() {
        if (closed) {
            throw new IllegalStateException("the forwarder on port " + port + " is closed");
        }
        if (listener.isClosed()) {
            listener = listen(address, port);
            acceptor = startAccepting();
        }
    }

    /** How many connections are open now. */
    public synchronized int connections() {
        return open.size();
    }

    /** How many connections were accepted since the start. */
    public long accepted() {
        return accepted.get();
    }

    /** Closes the listener and every connection, and returns when the forwarder's threads have ended. */
    @Override
    public void close() {
        closed = true;
        refuse();
        cut();
        Await.until(
                () -> "the end of " + threads,
                THREAD_END,
                () -> threads.stream().allMatch(TcpForwarder::hasEnded));
    }

    private synchronized Thread closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return acceptor;
    }

    private Thread startAccepting() {
        ServerSocket current = listener;
        return startThread("accept", () -> acceptFrom(current));
    }

    private void acceptFrom(ServerSocket current) {
        try {
            while (true) {
                adopt(current.accept());
            }
        } catch (IOException listenerClosed) {
            return;
        }
    }

    private synchronized void adopt(Socket client) {
        accepted.incrementAndGet();
        ForwardedConnection connection = new ForwardedConnection(client, gate);
        open.add(connection);
        startThread(
                "to-target",
                () -> run(connection, () -> {
                    connection.connect(() -> target);
                    startThread("to-client", () -> run(connection, connection::forwardToClient));
                    connection.forwardToTarget();
                }));
    }

    private void run(ForwardedConnection connection, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            // One side is gone or was never there: the other one learns it by a reset.
            connection.cut();
        }
        if (connection.isClosed()) {
            forget(connection);
        }
    }

    private synchronized void forget(ForwardedConnection connection) {
        open.remove(connection);
    }

    private Thread startThread(String role, Runnable work) {
        Thread thread = new Thread(work, "tcp-forwarder-" + port + "-" + role);
        thread.setDaemon(true);
        threads.removeIf(TcpForwarder::hasEnded);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private static boolean hasEnded(Thread thread) {
        return thread.getState() == Thread.State.TERMINATED;
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private static ServerSocket listen(InetAddress address, int port) {
        try {
            return new ServerSocket(port, BACKLOG, address);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + address + " port " + port, e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
