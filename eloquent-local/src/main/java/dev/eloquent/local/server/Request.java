package dev.eloquent.local.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** A request that was read in full. */
public final class Request {
    private final String method;
    private final String target;
    private final String path;
    private final Map<String, List<String>> query;
    private final Map<String, String> headers;
    private final byte[] body;

    Request(
            String method,
            String target,
            String path,
            Map<String, List<String>> query,
            Map<String, String> headers,
            byte[] body) {
        this.method = method;
        this.target = target;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
    }

    /** Such as POST. */
    public String method() {
        return method;
    }

    /** Path and query as they were sent. */
    public String target() {
        return target;
    }

    /** The path without query, decoded. */
    public String path() {
        return path;
    }

    /** All values of a parameter of the query, in order. */
    public List<String> parameters(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** The first value of a parameter of the query. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** A header's value; its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The names of all headers, in lower case. */
    public Set<String> headerNames() {
        return Set.copyOf(headers.keySet());
    }

    /** The body as it was sent, empty if there is none; not to be changed. */
    public byte[] body() {
        return body;
    }

    /**
     * The body as it was before it was compressed, if it was.
     *
     * @param most how many bytes it may have; what is beyond is not unpacked
     */
    public byte[] unpackedBody(int most) {
        byte[] unpacked = header("content-encoding").orElse("").equalsIgnoreCase("gzip") ? unzipped(most) : body;
        if (unpacked.length > most) {
            throw new ServiceFault(
                    413, "the body must have at most " + most + " bytes before it is compressed: send less at once");
        }
        return unpacked;
    }

    private byte[] unzipped(int most) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readNBytes(most + 1);
        } catch (IOException e) {
            throw new ServiceFault(400, "the body is not gzip, or not all of it");
        }
    }
}
