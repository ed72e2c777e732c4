package dev.eloquent.health.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What to answer to one request, ready for any server. Immutable. */
public final class HealthResponse {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    HealthResponse(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }

    /** The headers, without Content-Length; unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The length of the body in bytes, also where the request is a HEAD and the body must not be sent. */
    public int contentLength() {
        return body.length;
    }

    /** Writes the body, text in UTF-8. A HEAD request is answered without. */
    public void writeBody(OutputStream out) throws IOException {
        out.write(body);
    }
}
