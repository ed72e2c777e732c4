package dev.eloquent.health.internal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a server has answered, as much of it as one wants to have. Immutable. */
public final class HttpAnswer {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;
    private final boolean cut;
    private final Duration took;

    /** @param cut whether the body was longer than what is here */
    public HttpAnswer(int status, HttpHeaders headers, byte[] body, boolean cut, Duration took) {
        this.status = status;
        this.headers = headers;
        this.body = body.clone();
        this.cut = cut;
        this.took = took;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The headers. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The body. */
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    /** Its beginning as text, for people. */
    public String excerpt(int bytes) {
        return new String(body, 0, Math.min(bytes, body.length), StandardCharsets.UTF_8);
    }

    /** Whether the body was longer than what is here. */
    public boolean isCut() {
        return cut;
    }

    /** From the request to the end of the body. */
    public Duration took() {
        return took;
    }
}
