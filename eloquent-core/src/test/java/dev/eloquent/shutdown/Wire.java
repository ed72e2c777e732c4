package dev.eloquent.shutdown;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** One HTTP/1.1 connection of a client that does nothing behind one's back: no pool, and no second attempt. */
final class Wire implements AutoCloseable {
    private final Socket socket;

    /** What was answered; names of headers are in lower case. */
    record Answer(int status, String head, String body) {
        Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        socket.setTcpNoDelay(true);
    }

    /** One request on a connection of its own. */
    static Answer get(int port, String path) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.get(path);
        }
    }

    Answer get(String path) throws IOException {
        send("GET", path);
        return answer();
    }

    void send(String method, String path) throws IOException {
        send(method, path, new byte[0]);
    }

    void send(String method, String path, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String length = body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n";
        request.writeBytes((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
    }

    Answer answer() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        Answer answer = new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
        int length = answer.header("content-length").map(Integer::parseInt).orElse(0);
        byte[] body = socket.getInputStream().readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the connection ended within a body");
        }
        return new Answer(answer.status(), answer.head(), new String(body, StandardCharsets.UTF_8));
    }

    /** Reads a line, without its end. */
    String line() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after '" + line + "'");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Reads one byte more, without carriage returns. Whether there was none any more. */
    boolean ended(StringBuilder read) throws IOException {
        int next = socket.getInputStream().read();
        if (next >= 0 && next != '\r') {
            read.append((char) next);
        }
        return next < 0;
    }

    /** Whether the other side ends the connection in order, having sent nothing more. */
    boolean ended() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
