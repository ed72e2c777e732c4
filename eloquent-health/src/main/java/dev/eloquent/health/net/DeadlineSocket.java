package dev.eloquent.health.net;

import dev.eloquent.health.internal.Deadline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A socket whose reads all together end by a deadline. A socket's own timeout starts anew with each byte, so that a TLS
 * handshake over it may trickle for ever.
 */
final class DeadlineSocket extends Socket {
    private final Deadline deadline;

    DeadlineSocket(Deadline deadline) {
        super(Proxy.NO_PROXY);
        this.deadline = deadline;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                limit();
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                limit();
                return super.read(bytes, offset, length);
            }
        };
    }

    private void limit() throws IOException {
        if (deadline.hasPassed()) {
            throw new SocketTimeoutException("the deadline has passed");
        }
        setSoTimeout(deadline.leftMillis());
    }
}
