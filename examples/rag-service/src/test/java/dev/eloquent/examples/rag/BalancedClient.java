package dev.eloquent.examples.rag;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that sends the same request again and again on a kept connection, and never a second time: what does not come
 * back whole and with status 200 is lost. The JDK's clients would repeat a GET by themselves, and so hide a loss.
 */
final class BalancedClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final int port;
    private final byte[] request;
    private final Duration pause;
    private final AtomicLong answered = new AtomicLong();
    private volatile String target = "";
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "balanced-client");

    /** Begins; with a pause between an answer and the next request. */
    BalancedClient(int port, String request, Duration pause) {
        this.port = port;
        this.request = request.getBytes(StandardCharsets.US_ASCII);
        this.pause = pause;
        thread.setDaemon(true);
        thread.start();
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: rag\r\n\r\n";
    }

    static String post(String path, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: rag\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
    }

    long answered() {
        return answered.get();
    }

    /** Which one the balancer had answer last. */
    String target() {
        return target;
    }

    /** What became of the requests that were lost, with the time. */
    List<String> lost() {
        return lost;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                do {
                    socket.getOutputStream().write(request);
                } while (isKept(in) && !closing.await(pause.toNanos(), TimeUnit.NANOSECONDS));
            } catch (IOException e) {
                lost.add(Instant.now() + " " + e);
            } catch (InterruptedException e) {
                return;
            }
            rest();
        }
    }

    private void rest() {
        try {
            closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads one answer; whether another request may follow on the connection. */
    private boolean isKept(InputStream in) throws IOException {
        String status = line(in);
        boolean close = false;
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            close |= lower.equals("connection: close");
            if (lower.startsWith("target: ")) {
                target = lower.substring("target: ".length());
            }
            if (lower.startsWith("content-length: ")) {
                length = Integer.parseInt(lower.substring("content-length: ".length()));
            }
            if (lower.startsWith("transfer-encoding: ")) {
                throw new IOException("an answer of known length was expected, got " + header);
            }
        }
        if (in.readNBytes(length).length < length) {
            throw new EOFException("in the body of " + status);
        }
        if (status.startsWith("HTTP/1.1 200")) {
            answered.incrementAndGet();
        } else {
            lost.add(Instant.now() + " " + status);
        }
        return !close;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("no answer, or half of one: '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** Ends after the answer that it waits for. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(2L * PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
