package dev.eloquent.metrics.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Tells a client that is gone from a handler that failed: only the first is noticed by the streams of the exchange
 * themselves. The exception alone does not tell; a handler may well have got the same from somebody whom it asked.
 */
final class WatchedConnection {
    private volatile boolean broken;

    private WatchedConnection() {}

    static WatchedConnection of(HttpExchange exchange) {
        WatchedConnection connection = new WatchedConnection();
        exchange.setStreams(
                connection.new Input(exchange.getRequestBody()), connection.new Output(exchange.getResponseBody()));
        return connection;
    }

    boolean broken() {
        return broken;
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
