package dev.eloquent.local.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that no exporter sends. */
final class LocalOtlpWireTest {
    private static final byte[] TRACE_ID = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SPAN_ID = "01234567".getBytes(StandardCharsets.US_ASCII);

    private final LocalOtlp otlp = LocalOtlp.collector().start();

    @AfterEach
    void close() {
        otlp.close();
    }

    /** The control run: what is refused below differs from this in one thing each. */
    @Test
    void takesASpanWithNothingButItsIds() throws Exception {
        assertThat(post("/v1/traces", request(span())))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Type: application/x-protobuf\r\n")
                .contains("\r\nContent-Length: 0\r\n");
        ReceivedSpan span = otlp.spans().get(0);
        assertThat(span.traceId()).isEqualTo("30313233343536373839616263646566");
        assertThat(span.spanId()).isEqualTo("3031323334353637");
        assertThat(span.name()).isEmpty();
        assertThat(span.scope()).isEqualTo(AttributeReader.NO_SCOPE);
    }

    @Test
    void readsAResourceThatComesBehindItsSpans() throws Exception {
        byte[] value = new ProtoWriter().text(1, "import").bytes();
        byte[] attribute =
                new ProtoWriter().text(1, "service.name").bytes(2, value).bytes();
        byte[] resource = new ProtoWriter().bytes(1, attribute).bytes();
        byte[] scopeSpans = new ProtoWriter().bytes(2, span()).bytes();
        byte[] request = new ProtoWriter()
                .bytes(
                        1,
                        new ProtoWriter()
                                .bytes(2, scopeSpans)
                                .bytes(1, resource)
                                .bytes())
                .bytes();
        assertThat(post("/v1/traces", request)).startsWith("HTTP/1.1 200 ");
        assertThat(otlp.spans().get(0).resource()).containsEntry("service.name", "import");
    }

    @Test
    void refusesEveryRequestThatIsCutShort() throws Exception {
        byte[] whole = request(span());
        for (int length = 1; length < whole.length; length++) {
            assertThat(post("/v1/traces", Arrays.copyOf(whole, length)))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("the body is not what OTLP has here: it ends in the middle of a field");
        }
        assertThat(otlp.spans()).isEmpty();
    }

    @Test
    void refusesIdsThatAreNone() throws Exception {
        assertRefused(
                new ProtoWriter().bytes(1, SPAN_ID).bytes(2, SPAN_ID).bytes(), "trace_id must have 16 bytes, had 8");
        assertRefused(new ProtoWriter().bytes(1, TRACE_ID).bytes(), "a span must have a span_id that is not zero");
        assertRefused(
                new ProtoWriter().bytes(1, new byte[16]).bytes(2, SPAN_ID).bytes(),
                "a span must have a trace_id that is not zero");
    }

    @Test
    void refusesFieldsOfAnotherType() throws Exception {
        assertRefused(new ProtoWriter().varint(1, 5).bytes(), "field 1 is of the type 0, not 2");
        assertRefused(new byte[] {0x0b}, "field 1 is of the type 3, not 2");
        assertRefused(new byte[] {0x03}, "the number of a field is out of range");
        assertRefused(new ProtoWriter().bytes(5, new byte[] {(byte) 0xc3, 0x28}).bytes(), "field 5 is not UTF-8");
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) 0xff);
        assertRefused(endless, "a number has more than 64 bits");
    }

    @Test
    void refusesAttributesThatAreTooDeep() throws Exception {
        byte[] value = new ProtoWriter().varint(2, 1).bytes();
        for (int i = 0; i < 200; i++) {
            value = new ProtoWriter()
                    .bytes(5, new ProtoWriter().bytes(1, value).bytes())
                    .bytes();
        }
        byte[] attribute = new ProtoWriter().text(1, "deep").bytes(2, value).bytes();
        assertRefused(
                new ProtoWriter()
                        .bytes(1, TRACE_ID)
                        .bytes(2, SPAN_ID)
                        .bytes(9, attribute)
                        .bytes(),
                "messages are more than 100 deep");
    }

    @Test
    void refusesMoreMessagesThanItHasRoomFor() throws Exception {
        byte[] events = new byte[2_000_010];
        for (int i = 0; i < events.length; i += 2) {
            events[i] = (11 << 3) | 2;
        }
        assertRefused(events, "there are more than 1000000 messages in it");
    }

    @Test
    void refusesHistogramsWhoseBucketsDoNotFit() throws Exception {
        byte[] point = new ProtoWriter().bytes(6, new byte[16]).bytes();
        byte[] histogram = new ProtoWriter().bytes(1, point).bytes();
        byte[] metric = new ProtoWriter().text(1, "m").bytes(9, histogram).bytes();
        assertThat(post("/v1/metrics", request(metric)))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("a histogram must have one bucket more than bounds, had 2 buckets and 0 bounds");
    }

    /** 500 MB of zeros are 500 KB packed. */
    @Test
    void doesNotUnpackABomb() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1_000_000];
            for (int i = 0; i < 500; i++) {
                out.write(zeros);
            }
        }
        assertThat(post("/v1/traces", packed.toByteArray(), "Content-Encoding: gzip\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .endsWith("the body must have at most 5000000 bytes before it is compressed: send less at once");
    }

    @Test
    void takesGzipAndRefusesWhatIsNoneOrCutShort() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(request(span()));
        }
        String gzip = "Content-Encoding: gzip\r\n";
        assertThat(post("/v1/traces", packed.toByteArray(), gzip)).startsWith("HTTP/1.1 200 ");
        byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        assertThat(post("/v1/traces", cut, gzip))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("the body is not gzip, or not all of it");
        assertThat(post("/v1/traces", request(span()), gzip)).endsWith("the body is not gzip, or not all of it");
        assertThat(post("/v1/traces", request(span()), "Content-Encoding: br\r\n"))
                .startsWith("HTTP/1.1 415 ")
                .endsWith("of compressed bodies only those of gzip are understood here");
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        byte[] filler = new ProtoWriter().bytes(100, new byte[5_000_000]).bytes();
        assertThat(post("/v1/traces", filler)).startsWith("HTTP/1.1 413 ");
        assertThat(post(
                        "/v1/traces",
                        new ProtoWriter().bytes(100, new byte[4_999_990]).bytes()))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/v1/traces|application/x-protobuf|405|this stand-in serves POST of /v1/traces",
                "POST|/v1/other|application/x-protobuf|404"
                        + "|this stand-in serves POST of /v1/traces, /v1/metrics and /v1/logs",
                "POST|/v1/traces|application/json|415"
                        + "|the body must be of the type application/x-protobuf: JSON is not understood here"
            })
    void servesNothingElse(String method, String path, String type, int status, String message) throws Exception {
        assertThat(exchange(method + " " + path + " HTTP/1.1\r\nContent-Type: " + type + "\r\n", new byte[0]))
                .startsWith("HTTP/1.1 " + status + " ")
                .endsWith(message);
    }

    @Test
    void tellsInAPartialSuccessHowManyItRefused() throws Exception {
        otlp.rejectSpans(span -> true, "not today");
        byte[] partial = new ProtoWriter().varint(1, 1).text(2, "not today").bytes();
        String body = new String(new ProtoWriter().bytes(1, partial).bytes(), StandardCharsets.ISO_8859_1);
        assertThat(post("/v1/traces", request(span())))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n" + body);
        assertThat(otlp.spans()).isEmpty();
    }

    @Test
    void wordsErrorsAsAStatusOfGrpc() throws Exception {
        otlp.faults().next(1, dev.eloquent.local.Fault.status(503));
        byte[] status = new ProtoWriter()
                .varint(1, 14)
                .text(2, "scripted fault: status 503")
                .bytes();
        assertThat(post("/v1/traces", request(span())))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("\r\n\r\n" + new String(status, StandardCharsets.ISO_8859_1));
    }

    @Test
    void countsLogRecords() throws Exception {
        byte[] record = new ProtoWriter().text(3, "INFO").bytes();
        assertThat(post("/v1/logs", request(record))).startsWith("HTTP/1.1 200 ");
        assertThat(otlp.logRecords()).isEqualTo(1);
    }

    private void assertRefused(byte[] span, String message) throws IOException {
        assertThat(post("/v1/traces", request(span)))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("the body is not what OTLP has here: " + message);
        assertThat(otlp.spans()).isEmpty();
    }

    static byte[] span() {
        return new ProtoWriter().bytes(1, TRACE_ID).bytes(2, SPAN_ID).bytes();
    }

    /** One item within a scope within a resource. */
    static byte[] request(byte[] item) {
        byte[] scope = new ProtoWriter().bytes(2, item).bytes();
        byte[] resource = new ProtoWriter().bytes(2, scope).bytes();
        return new ProtoWriter().bytes(1, resource).bytes();
    }

    private String post(String path, byte[] body) throws IOException {
        return post(path, body, "");
    }

    private String post(String path, byte[] body, String headers) throws IOException {
        return exchange("POST " + path + " HTTP/1.1\r\nContent-Type: application/x-protobuf\r\n" + headers, body);
    }

    private String exchange(String head, byte[] body) throws IOException {
        try (RawClient client = RawClient.to(otlp.endpoint())) {
            return client.send(head + "Host: local\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n"
                            + new String(body, StandardCharsets.ISO_8859_1))
                    .readToEnd();
        }
    }
}
