package dev.eloquent.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One client and the connection made for it to the target.
 *
 * <p>Each direction has a thread of its own, which reads a chunk, waits at the gate and writes the chunk. So while the
 * gate is shut neither bytes nor the end of a stream pass, and what the peers send fills their sockets' buffers as in
 * a network that has gone quiet.
 */
final class ForwardedConnection {
    private static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final Gate gate;
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private volatile boolean closed;

    ForwardedConnection(Socket client, Gate gate) {
        this.client = client;
        this.gate = gate;
    }

    /** Connects to the target, which a shut gate delays too. */
    void connect(Supplier<InetSocketAddress> target) throws IOException {
        waitAtGate();
        server.connect(target.get());
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
    }

    void forwardToTarget() throws IOException {
        forward(client, server);
    }

    void forwardToClient() throws IOException {
        forward(server, client);
    }

    /** Closes both sockets so that the peers see a reset, and ends the threads of both directions. */
    void cut() {
        closed = true;
        gate.recheck();
        reset(client);
        reset(server);
    }

    boolean isClosed() {
        return closed;
    }

    private void forward(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            waitAtGate();
            out.write(chunk, 0, length);
        }
        waitAtGate();
        to.shutdownOutput();
        if (openDirections.decrementAndGet() == 0) {
            closed = true;
            client.close();
            server.close();
        }
    }

    private void waitAtGate() throws IOException {
        try {
            gate.pass(this::isClosed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the connection was frozen");
        }
        if (closed) {
            // The gate lets go of a connection that was cut, but nothing may pass any more.
            throw new SocketException("the connection was cut");
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            // Without lingering, close() discards what is unsent and sends a reset instead of an orderly end.
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
