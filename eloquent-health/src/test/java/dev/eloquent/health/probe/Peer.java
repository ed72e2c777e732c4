package dev.eloquent.health.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that reads a request and then does what a test wants, right or wrong, to the bare socket. */
final class Peer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final List<String> request = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Peer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        startThread(this::accept);
    }

    static Peer on(InetAddress address, Script script) throws IOException {
        return new Peer(new ServerSocket(0, 50, address), script);
    }

    static Peer doing(Script script) throws IOException {
        return on(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), script);
    }

    static Peer answering(String text) throws IOException {
        return doing((peer, socket) -> peer.send(socket, text));
    }

    static Peer silent() throws IOException {
        return doing((peer, socket) -> peer.closed.await());
    }

    /** Sends the text byte by byte, faster than any timeout of a single read and slower than the whole one's. */
    static Peer dripping(String text) throws IOException {
        return doing((peer, socket) -> {
            for (int i = 0; i < text.length() && !peer.isClosedWithin(100); i++) {
                peer.send(socket, text.substring(i, i + 1));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The lines of the last request, without the empty one that ends it. */
    List<String> request() {
        return request;
    }

    void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean isClosedWithin(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            startThread(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        try (socket) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            request.clear();
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                request.add(line);
            }
            script.serve(this, socket);
        }
    }

    private static void startThread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException gone) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    interface Script {
        void serve(Peer peer, Socket socket) throws IOException, InterruptedException;
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
