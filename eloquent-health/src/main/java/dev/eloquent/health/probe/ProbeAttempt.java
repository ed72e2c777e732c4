package dev.eloquent.health.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * One exchange with the target, on a daemon thread, while the caller watches the clock.
 *
 * <p>No step of it can be trusted with the deadline: a look-up has no timeout at all, and a socket's timeout starts anew
 * with each byte. So the exchange knows nothing of the time. The caller waits until the deadline, then closes the socket
 * and leaves the thread alone; a daemon thread keeps no JVM from ending.
 */
final class ProbeAttempt implements Runnable {
    private static final int MAX_STATUS_LINE = 512;
    /** The length of {@code HTTP/1.1 200}, after which a reason may follow. */
    private static final int CODE_END = 12;

    private static final int DRAIN_MILLIS = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ProbeTarget target;
    private final Socket socket = new Socket(Proxy.NO_PROXY);
    private volatile String step = "starting";
    private volatile String failure = "";
    private volatile boolean healthy;

    private ProbeAttempt(ProbeTarget target) {
        this.target = target;
    }

    /** Returns when the target is healthy, and fails when it is not or does not say so in time. */
    static void probe(ProbeTarget target, long startNanos, int timeoutMillis) throws ProbeFailure {
        ProbeAttempt attempt = new ProbeAttempt(target);
        Thread thread = new Thread(attempt, "eloquent-probe");
        thread.setDaemon(true);
        thread.start();
        long left = timeoutMillis - (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
        try {
            // Never 0, which would wait for ever.
            thread.join(Math.max(1, left));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            attempt.requireHealthy(timeoutMillis);
        } finally {
            attempt.close();
        }
    }

    @Override
    public void run() {
        try {
            exchange();
        } catch (UnknownHostException e) {
            failure = "its host is unknown";
        } catch (IOException | RuntimeException e) {
            failure = step.concat(" failed: ").concat(e.toString());
        }
    }

    private void requireHealthy(int timeoutMillis) throws ProbeFailure {
        if (healthy) {
            return;
        }
        StringBuilder line = new StringBuilder(target.toString()).append(": ");
        if (failure.isEmpty()) {
            line.append("no answer within ")
                    .append(timeoutMillis)
                    .append(" ms, still ")
                    .append(step);
        } else {
            line.append(failure);
        }
        throw new ProbeFailure(line.toString());
    }

    private void exchange() throws IOException {
        step = "looking up its host";
        InetAddress address = InetAddress.getAllByName(target.host())[0];
        step = "connecting";
        socket.connect(new InetSocketAddress(address, target.port()));
        step = "waiting for its status line";
        socket.getOutputStream().write(target.request().getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        judge(statusLine(in));
        drain(in);
    }

    private void judge(String statusLine) {
        if (!isStatusLine(statusLine)) {
            failure = statusLine.isEmpty()
                    ? "closed the connection without an answer"
                    : "did not answer with an HTTP/1 status line but with ".concat(statusLine);
        } else if (statusLine.charAt(CODE_END - 3) == '2') {
            healthy = true;
        } else {
            failure = "answered ".concat(statusLine.substring(CODE_END - 3, CODE_END));
        }
    }

    /** What the target sent up to a line feed, its end, or the longest status line that is worth reading. */
    private static String statusLine(InputStream in) throws IOException {
        byte[] line = new byte[MAX_STATUS_LINE];
        int length = 0;
        while (length < line.length) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            line[length++] = (byte) b;
            if (b == '\n') {
                break;
            }
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean isStatusLine(String line) {
        if (!line.endsWith("\n") || line.length() <= CODE_END || !line.startsWith("HTTP/1.")) {
            return false;
        }
        for (int i = CODE_END - 3; i < CODE_END; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return false;
            }
        }
        return line.charAt(CODE_END - 4) == ' ' && line.charAt(CODE_END) <= ' ';
    }

    /**
     * Lets the target finish: to close with its bytes unread would reset the connection, and some servers report that
     * as a broken client. Bounded, as the verdict stands.
     */
    private void drain(InputStream in) {
        byte[] unread = new byte[1024];
        long start = System.nanoTime();
        try {
            socket.setSoTimeout(DRAIN_MILLIS);
            while (in.read(unread) >= 0 && System.nanoTime() - start < DRAIN_MILLIS * NANOS_PER_MILLI) {
                // Nothing else is asked of the rest.
            }
        } catch (IOException done) {
            return;
        }
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
