package dev.eloquent.local.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP/1.1 requests from a connection, within bounds. What it cannot read is a {@link ServiceFault}. */
final class RequestReader {
    static final String HTTP2_PREFACE = "PRI * HTTP/2.0";

    private static final int MAX_HEAD = 64 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final InputStream in;
    private final OutputStream out;
    private final int maxBody;
    private final boolean takesGzip;
    private int headLeft;

    RequestReader(InputStream in, OutputStream out, int maxBody, boolean takesGzip) {
        this.in = in;
        this.out = out;
        this.maxBody = maxBody;
        this.takesGzip = takesGzip;
    }

    /** The request line of the next request, or nothing at the end of the connection. Blocks while it is idle. */
    Optional<String> requestLine() throws IOException {
        headLeft = MAX_HEAD;
        int first = in.read();
        // An empty line before a request is to be ignored (RFC 9112, 2.2).
        while (first == '\r' || first == '\n') {
            first = in.read();
        }
        return first < 0 ? Optional.empty() : Optional.of(line(first));
    }

    Request rest(String requestLine) throws IOException {
        String[] words = requestLine.split(" ", -1);
        if (words.length != 3 || !words[0].matches("[A-Z]{1,20}") || !words[2].matches("HTTP/1\\.[01]")) {
            throw new ServiceFault(400, "the request line is not one of HTTP/1.1");
        }
        Map<String, String> headers = headers();
        String target = words[1];
        int mark = target.indexOf('?');
        String path = decode(mark < 0 ? target : target.substring(0, mark), false);
        if (!path.startsWith("/")) {
            throw new ServiceFault(400, "the request target must begin with a slash");
        }
        Map<String, List<String>> query = mark < 0 ? Map.of() : query(target.substring(mark + 1));
        byte[] body = body(headers);
        return new Request(words[0], target, path, query, keepAlive(words[2], headers), body);
    }

    /** HTTP/1.0 closes unless told otherwise; from here on only the header says so. */
    private static Map<String, String> keepAlive(String version, Map<String, String> headers) {
        if (version.equals("HTTP/1.0")) {
            headers.putIfAbsent("connection", "close");
        }
        return headers;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in.read()); !line.isEmpty(); line = line(in.read())) {
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).matches("[\\w!#$%&'*+.^`|~-]+")) {
                throw new ServiceFault(400, "a header is not of the form \"name: value\"");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String before = headers.putIfAbsent(name, value);
            if (before != null && (name.equals("content-length") || name.equals("host"))) {
                throw new ServiceFault(400, "header " + name + " is given twice");
            }
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        String encoding = headers.getOrDefault("transfer-encoding", "");
        String length = headers.getOrDefault("content-length", "");
        String coding = headers.getOrDefault("content-encoding", "identity");
        if (!coding.equalsIgnoreCase("identity") && !(takesGzip && coding.equalsIgnoreCase("gzip"))) {
            throw new ServiceFault(
                    415,
                    takesGzip
                            ? "of compressed bodies only those of gzip are understood here"
                            : "a compressed body is not understood here: send it as it is");
        }
        if (!encoding.isEmpty()) {
            if (!length.isEmpty() || !encoding.equalsIgnoreCase("chunked")) {
                throw new ServiceFault(400, "the body must have a Content-Length or be chunked");
            }
            proceed(headers);
            return chunks();
        }
        if (length.isEmpty()) {
            return new byte[0];
        }
        if (!length.matches("\\d{1,18}")) {
            throw new ServiceFault(400, "Content-Length must be a whole number");
        }
        if (Long.parseLong(length) > maxBody) {
            throw tooLarge();
        }
        proceed(headers);
        return exactly(Integer.parseInt(length));
    }

    private void proceed(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            headLeft = MAX_HEAD;
            String size = line(in.read()).replaceFirst("[ \\t]*;.*", "");
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new ServiceFault(400, "the size of a chunk must be a hexadecimal number");
            }
            long length = Long.parseLong(size, 16);
            if (body.size() + length > maxBody) {
                throw tooLarge();
            }
            if (length == 0) {
                // Trailers are read and forgotten.
                String trailer = line(in.read());
                while (!trailer.isEmpty()) {
                    trailer = line(in.read());
                }
                return body.toByteArray();
            }
            body.write(exactly((int) length));
            if (!line(in.read()).isEmpty()) {
                throw new ServiceFault(400, "a chunk is longer than it says");
            }
        }
    }

    private ServiceFault tooLarge() {
        return new ServiceFault(413, "the body must have at most " + maxBody + " bytes: send less at once");
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the client closed before its body was complete");
        }
        return bytes;
    }

    /** A line without its end. */
    private String line(int first) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = first; next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the client closed before its request was complete");
            }
            if (headLeft-- == 0) {
                throw new ServiceFault(431, "the head of a request must have at most " + MAX_HEAD + " bytes");
            }
            line.append((char) next);
        }
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            query.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return query;
    }

    private static String decode(String text, boolean plusIsSpace) {
        try {
            return URLDecoder.decode(plusIsSpace ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ServiceFault(400, "the request target is not percent-encoded as it should be");
        }
    }
}
