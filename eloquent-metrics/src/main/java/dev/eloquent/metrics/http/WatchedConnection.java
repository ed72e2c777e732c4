package dev.eloquent.metrics.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that is gone from a handler that failed: only the first is noticed by the streams of the exchange
 * themselves. The kind of exception does not tell; a handler may well have got the same from somebody whom it asked. Headers,
 * and what the server has kept until its stream is closed, pass the streams by: of these it tells from where it was thrown.
 * An exchange of our own that watches {@code sendResponseHeaders} would see it too, but the JDK's filter for a context with
 * an authenticator casts the exchange to its own class.
 */
final class WatchedConnection {
    private static final String SERVER = "sun.net.httpserver.";
    private static final int MOST_CAUSES = 16;

    private volatile boolean broken;

    private WatchedConnection() {}

    static WatchedConnection of(HttpExchange exchange) {
        WatchedConnection connection = new WatchedConnection();
        exchange.setStreams(
                connection.new Input(exchange.getRequestBody()), connection.new Output(exchange.getResponseBody()));
        return connection;
    }

    /** Whether the connection has refused to be read or written, so that this was thrown. */
    boolean broken(Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int i = 0; !broken && cause != null && i < MOST_CAUSES; i++) {
            broken = cause instanceof IOException && isOfServersSocket(cause.getStackTrace());
            cause = cause.getCause();
        }
        return broken;
    }

    /** Thrown by a socket that the server had asked; what the server says itself, such as headers sent twice, is not. */
    private static boolean isOfServersSocket(StackTraceElement[] frames) {
        int caller = 0;
        while (caller < frames.length && "java.base".equals(frames[caller].getModuleName())) {
            caller++;
        }
        if (caller == 0 || caller == frames.length) {
            return false;
        }
        String name = frames[caller].getClassName();
        // Not of its packages below: the JDK's file server is a handler.
        return name.startsWith(SERVER) && name.indexOf('.', SERVER.length()) < 0;
    }

    private final class Input extends FilterInputStream {
        Input(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return in.read(bytes, from, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    private final class Output extends FilterOutputStream {
        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            try {
                out.write(value);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        /** At once: the flush before it that a filter stream does is the stream's own matter. */
        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
