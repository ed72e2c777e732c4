package dev.eloquent.local.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is answered: status, headers, and a body in one piece or, if it is streamed, in several. Immutable. */
public final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final List<byte[]> parts;
    private final boolean streamed;

    private Answer(int status, Map<String, String> headers, List<byte[]> parts, boolean streamed) {
        this.status = status;
        this.headers = headers;
        this.parts = parts;
        this.streamed = streamed;
    }

    /** JSON in one piece. */
    public static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of("Content-Type", "application/json"), List.of(Json.write(body)), false);
    }

    /** Bytes of any kind in one piece; not copied. */
    public static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), List.of(body), false);
    }

    /** Plain text in one piece. */
    public static Answer text(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "text/plain; charset=utf-8"), List.of(utf8(body)), false);
    }

    /** Server-sent events, each a piece of its own; the text of an event is one line. */
    public static Answer events(List<String> events) {
        return new Answer(
                200,
                Map.of("Content-Type", "text/event-stream; charset=utf-8", "Cache-Control", "no-cache"),
                events.stream().map(event -> utf8("data: " + event + "\n\n")).toList(),
                true);
    }

    /** With one header more, or another value of it; names are compared without regard to case. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.keySet().removeIf(name::equalsIgnoreCase);
        more.put(name, value);
        return new Answer(status, more, parts, streamed);
    }

    Answer withBody(byte[] body) {
        return new Answer(status, headers, List.of(body), false);
    }

    int status() {
        return status;
    }

    /** The head as it is sent. */
    byte[] head(boolean close) {
        StringBuilder head =
                new StringBuilder(200).append("HTTP/1.1 ").append(status).append(' ');
        head.append(reason(status)).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (streamed) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (status != 204 && status != 304) {
            head.append("Content-Length: ").append(parts.get(0).length).append("\r\n");
        }
        if (close) {
            head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The body as it is sent, in the pieces in which it is sent. */
    List<byte[]> wireBody() {
        if (status == 204 || status == 304) {
            return List.of();
        }
        if (!streamed) {
            return parts;
        }
        return Stream.concat(parts.stream(), Stream.of(new byte[0]))
                .map(Answer::chunk)
                .toList();
    }

    private static byte[] chunk(byte[] part) {
        byte[] size = (Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] chunk = new byte[size.length + part.length + 2];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(part, 0, chunk, size.length, part.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status";
        };
    }
}
