package dev.eloquent.local.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What can be done to one connection, right and wrong. */
final class Wire {
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final int FOR_EVER = 0;
    private static final byte[] NOT_HTTP =
            "\u0000\u0001\u0002 this is not HTTP \u00ff\u00fe\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Socket socket;
    private final BufferedInputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        // Head and body of an answer must not wait for the acknowledgement of one another.
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    BufferedInputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** How long a read may wait. */
    void patience(Duration limit) throws IOException {
        socket.setSoTimeout(millis(limit));
    }

    /** @param bodiless the answer to HEAD */
    void send(Answer answer, boolean last, boolean bodiless) throws IOException {
        byte[] head = answer.head(last);
        List<byte[]> body = bodiless ? List.of() : answer.wireBody();
        if (body.size() == 1) {
            byte[] all = new byte[head.length + body.get(0).length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(body.get(0), 0, all, head.length, body.get(0).length);
            out.write(all);
            return;
        }
        out.write(head);
        for (byte[] piece : body) {
            out.write(piece);
        }
    }

    void sendHalf(Answer answer) throws IOException {
        out.write(answer.head(false));
        byte[] body = joined(answer.wireBody());
        out.write(body, 0, body.length / 2);
    }

    void sendSlowly(Answer answer, boolean last, Duration pause) throws IOException {
        out.write(answer.head(last));
        for (byte octet : joined(answer.wireBody())) {
            await(pause);
            out.write(octet);
        }
    }

    void sendWhatIsNotHttp() throws IOException {
        out.write(NOT_HTTP);
    }

    /** With nothing left to linger for, closing sends RST in place of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Reads on so as to notice when the client leaves. */
    void awaitEnd() throws IOException {
        socket.setSoTimeout(FOR_EVER);
        in.transferTo(OutputStream.nullOutputStream());
    }

    /**
     * Waits, unless the client resets the connection or this end is closed. The end of what the client sends (FIN) is
     * no reason to stop: one that only closed its sending side still waits for its answer, and nothing tells it from one
     * that left.
     */
    void await(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            socket.setSoTimeout(millis(Duration.ofNanos(left)));
            in.mark(1);
            try {
                if (in.read() >= 0) {
                    in.reset();
                }
            } catch (SocketTimeoutException over) {
                continue;
            }
            // Its next request or its end is already here: reading can no longer tell whether the client leaves.
            sleep(Duration.ofNanos(end - System.nanoTime()));
        }
    }

    /** Closing with unread bytes would reset the connection, and the client might lose the answer. */
    void finish() throws IOException {
        socket.shutdownOutput();
        long end = System.nanoTime() + LINGER.toNanos();
        byte[] unread = new byte[8192];
        for (long left = LINGER.toNanos(); left > 0; left = end - System.nanoTime()) {
            socket.setSoTimeout(millis(Duration.ofNanos(left)));
            if (in.read(unread) < 0) {
                return;
            }
        }
    }

    private static void sleep(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(Math.max(0, time.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed while a fault waited");
        }
    }

    private static int millis(Duration time) {
        return (int) Math.max(1, Math.min(time.toMillis(), Integer.MAX_VALUE));
    }

    private static byte[] joined(List<byte[]> pieces) {
        byte[] all = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
