package dev.eloquent.examples.rag.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EndPoint;

/** The body of a request: a JSON object in UTF-8, small, and here before long. */
public final class JsonBody {
    private static final int LARGEST = 16 * 1024;
    /** A client that is still sending often does not see an answer; so what is not far too large is read to its end. */
    private static final int READ_TO_END = 1024 * 1024;

    private static final Duration ARRIVES_WITHIN = Duration.ofSeconds(5);
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("application/json\\s*(;\\s*charset=\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);

    private JsonBody() {}

    /** Reads it; throws a {@link Refusal} if it is not such a body. */
    public static ObjectNode of(Context ctx) {
        if (!MEDIA_TYPE
                .matcher(Optional.ofNullable(ctx.contentType()).orElse(""))
                .matches()) {
            throw new Refusal(Problem.of(415, "unsupported-media-type", "Send the body as application/json in UTF-8")
                    .withHeader("Accept", "application/json"));
        }
        if (!Optional.ofNullable(ctx.header("Content-Encoding"))
                        .orElse("identity")
                        .equalsIgnoreCase("identity")
                || !Optional.ofNullable(ctx.header("Transfer-Encoding"))
                        .orElse("chunked")
                        .equalsIgnoreCase("chunked")) {
            throw new Refusal(Problem.of(415, "unsupported-content-encoding", "Send the body as it is, not compressed")
                    .withHeader("Accept-Encoding", "identity"));
        }
        String text = decode(read(ctx));
        try {
            JsonNode node = Json.read(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw malformed("The body is not JSON, has a name twice, is nested too deeply, or goes on after its end");
        }
        throw malformed("The body must be a JSON object");
    }

    private static byte[] read(Context ctx) {
        if (ctx.req().getContentLengthLong() > READ_TO_END) {
            throw tooLarge();
        }
        long end = System.nanoTime() + ARRIVES_WITHIN.toNanos();
        EndPoint client = ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        long size = 0;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[4_096];
        try {
            InputStream in = ctx.req().getInputStream();
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw late();
                }
                // A read ends when the connection was idle for so long: bytes that drip do not move the end.
                client.setIdleTimeout(left);
                int n = in.read(piece);
                if (n < 0) {
                    break;
                }
                size += n;
                if (size <= LARGEST) {
                    body.write(piece, 0, n);
                } else if (size > READ_TO_END) {
                    throw tooLarge();
                }
            }
        } catch (IOException | HttpException.RuntimeException e) {
            boolean timedOut = e instanceof IOException && e.getCause() instanceof TimeoutException;
            throw timedOut ? late() : malformed("The body is not framed as its headers say, or ends too early");
        } finally {
            client.setIdleTimeout(Entrance.STALLED.toMillis());
        }
        if (size > LARGEST) {
            throw tooLarge();
        }
        return body.toByteArray();
    }

    private static String decode(byte[] bytes) {
        try {
            // A decoder of one's own reports malformed input; new String(...) would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("The body is not UTF-8");
        }
    }

    private static Refusal malformed(String detail) {
        return new Refusal(Problem.of(400, "malformed-body", detail));
    }

    private static Refusal tooLarge() {
        return new Refusal(Problem.of(413, "body-too-large", "A body has at most " + LARGEST + " bytes"));
    }

    private static Refusal late() {
        return new Refusal(Problem.of(408, "body-incomplete", "The body did not arrive within 5 s")
                .withHeader("Connection", "close"));
    }
}
