package dev.eloquent.health.internal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that reads HTTP requests and answers with whatever bytes a test wants, at whatever pace. */
public final class RawHttpServer implements Closeable {
    private final ServerSocket listener = listen();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Script script;

    /** What it does with a request; the connection is closed when it throws, and else kept. */
    @FunctionalInterface
    public interface Script {
        void answer(Connection connection) throws Exception;
    }

    /** A connection of which a request has just been read. */
    public static final class Connection {
        private final Socket socket;
        private final int request;

        Connection(Socket socket, int request) {
            this.socket = socket;
            this.request = request;
        }

        /** Which request of this connection it is, from 1. */
        public int request() {
            return request;
        }

        public void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        }

        public void close() throws IOException {
            socket.close();
        }

        /** Until the other side is gone. */
        public void sendForEver(String bytes, long pauseMillis) throws Exception {
            while (!socket.isClosed()) {
                send(bytes);
                Thread.sleep(pauseMillis);
            }
        }

        /** Says nothing until the other side is gone. */
        public void hang() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // Whatever it says, there is no answer.
            }
            socket.close();
        }
    }

    public RawHttpServer(Script script) {
        this.script = script;
        start("raw-http-accept", this::accept);
    }

    /** A whole answer, after which the connection is kept. */
    public static Script answers(String status, String body) {
        return connection -> connection.send(whole(status, body));
    }

    public static String whole(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    public void script(Script next) {
        script = next;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Where it listens, without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The requests so far, head and body. */
    public List<String> requests() {
        return requests;
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                accepted.incrementAndGet();
                open.add(socket);
                start("raw-http-connection", () -> serve(socket));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (int request = 1; !socket.isClosed(); request++) {
                requests.add(readRequest(socket.getInputStream()));
                script.answer(new Connection(socket, request));
            }
        } catch (Exception gone) {
            return;
        } finally {
            open.remove(socket);
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        int length = text.lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
