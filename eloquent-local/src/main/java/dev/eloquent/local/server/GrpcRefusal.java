package dev.eloquent.local.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Tells a gRPC client that it is wrong here, in its own tongue: without this it reports an internal error and leaves its
 * user to guess. Speaks just enough HTTP/2 (RFC 9113) to answer each call with status UNIMPLEMENTED.
 */
final class GrpcRefusal {
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int MAX_FRAME = 16_384;
    /** {@code :status: 200}, the eighth entry of HPACK's static table (RFC 7541, appendix A). */
    private static final int STATUS_200 = 0x88;

    private final InputStream in;
    private final OutputStream out;
    private final String service;

    GrpcRefusal(InputStream in, OutputStream out, String service) {
        this.in = in;
        this.out = out;
        this.service = service;
    }

    /** Serves until the client leaves; the first line of the preface has been read. */
    void serve() throws IOException {
        in.readNBytes("\r\nSM\r\n\r\n".length());
        send(SETTINGS, 0, 0, new byte[0]);
        while (true) {
            byte[] head = in.readNBytes(9);
            if (head.length < 9) {
                return;
            }
            int length = number(head, 0, 3);
            if (length > MAX_FRAME) {
                return;
            }
            byte[] payload = in.readNBytes(length);
            int stream = number(head, 5, 4) & 0x7fffffff;
            boolean acknowledges = (head[4] & ACK) != 0;
            switch (head[3]) {
                case SETTINGS, PING -> {
                    if (!acknowledges) {
                        send(head[3], ACK, 0, head[3] == PING ? payload : new byte[0]);
                    }
                }
                case HEADERS -> send(HEADERS, END_STREAM_AND_HEADERS, stream, unimplemented());
                case GOAWAY -> {
                    return;
                }
                default -> {
                    // Data and flow control make no difference to the answer.
                }
            }
        }
    }

    private static int number(byte[] bytes, int from, int length) {
        int number = 0;
        for (int i = from; i < from + length; i++) {
            number = (number << 8) + (bytes[i] & 0xff);
        }
        return number;
    }

    private byte[] unimplemented() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(STATUS_200);
        field(block, "content-type", "application/grpc");
        field(block, "grpc-status", "12");
        field(
                block,
                "grpc-message",
                "this stand-in of " + service + " speaks REST, not gRPC: use the client's REST interface");
        return block.toByteArray();
    }

    /** A literal without indexing and without Huffman coding; both lengths are below 127 and take one byte. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : new String[] {name, value}) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        for (int octet : new int[] {
            payload.length >> 16,
            payload.length >> 8,
            payload.length,
            type,
            flags,
            stream >> 24,
            stream >> 16,
            stream >> 8,
            stream
        }) {
            frame.write(octet);
        }
        frame.writeBytes(payload);
        out.write(frame.toByteArray());
    }
}
