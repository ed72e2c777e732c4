package dev.eloquent.local.otlp;

import dev.eloquent.local.aws.SignatureFault;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.HttpDate;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** OTLP over HTTP in Protocol Buffers: POST of a request for each signal, errors as a google.rpc.Status. */
final class OtlpApi implements Service {
    static final String TRACES = "/v1/traces";
    static final String METRICS = "/v1/metrics";
    static final String LOGS = "/v1/logs";

    /** AWS's 5 MB, in the sense that refuses more. */
    static final int MOST_BYTES = 5_000_000;

    private static final String CONTENT_TYPE = "application/x-protobuf";

    /** What gzip adds to bytes that it cannot make smaller is not the client's fault. */
    private static final int GZIP_MARGIN = 16 * 1024;

    private final Received received;
    private final Optional<AwsRules> aws;
    private final InstantSource clock;

    OtlpApi(Received received, Optional<AwsRules> aws, InstantSource clock) {
        this.received = received;
        this.aws = aws;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public int maxBody() {
        return MOST_BYTES + GZIP_MARGIN;
    }

    @Override
    public boolean takesGzip() {
        return true;
    }

    @Override
    public Answer answer(Request request) {
        Instant now = clock.instant();
        try {
            aws.ifPresent(rules -> rules.checkSignature(request, now));
        } catch (SignatureFault fault) {
            return error(403, fault.message()).with("x-amzn-ErrorType", fault.type());
        }
        Received.Outcome outcome = switch (request.path()) {
            case TRACES -> traces(request, now);
            case METRICS -> received.takePoints(MetricReader.read(body(request)));
            case LOGS -> logs(request);
            default ->
                throw new ServiceFault(404, "this stand-in serves POST of " + TRACES + ", " + METRICS + " and " + LOGS);
        };
        return bytes(200, outcome.rejected() == 0 ? new byte[0] : partialSuccess(outcome));
    }

    private Received.Outcome traces(Request request, Instant now) {
        aws.ifPresent(AwsRules::checkTransactionSearch);
        var spans = TraceReader.read(body(request));
        aws.ifPresent(rules -> rules.checkSpans(spans, now));
        return received.takeSpans(spans);
    }

    private Received.Outcome logs(Request request) {
        AtomicInteger records = new AtomicInteger();
        Envelope.read(ProtoReader.of(body(request)), (record, resource, scope) -> {
            while (record.next()) {
                record.skip();
            }
            records.incrementAndGet();
        });
        received.takeLogRecords(records.get());
        return Received.Outcome.ALL_TAKEN;
    }

    private static byte[] body(Request request) {
        if (!request.method().equals("POST")) {
            throw new ServiceFault(405, "this stand-in serves POST of " + request.path());
        }
        String type = request.header("content-type").orElse("");
        if (!type.replaceFirst("\\s*;.*", "").equalsIgnoreCase(CONTENT_TYPE)) {
            throw new ServiceFault(
                    415, "the body must be of the type " + CONTENT_TYPE + ": JSON is not understood here");
        }
        return request.unpackedBody(MOST_BYTES);
    }

    private static byte[] partialSuccess(Received.Outcome outcome) {
        byte[] partial = new ProtoWriter()
                .varint(1, outcome.rejected())
                .text(2, outcome.why())
                .bytes();
        return new ProtoWriter().bytes(1, partial).bytes();
    }

    @Override
    public Answer error(int status, String message) {
        return bytes(
                status,
                new ProtoWriter().varint(1, code(status)).text(2, message).bytes());
    }

    private Answer bytes(int status, byte[] body) {
        Answer answer = Answer.bytes(status, CONTENT_TYPE, body).with("Date", HttpDate.of(clock.instant()));
        return aws.isEmpty()
                ? answer
                : answer.with("x-amzn-RequestId", UUID.randomUUID().toString());
    }

    /** Of gRPC, as the status of HTTP stands for it. */
    private static int code(int status) {
        return switch (status) {
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 5;
            case 405 -> 12;
            case 413, 429 -> 8;
            case 502, 503 -> 14;
            case 504 -> 4;
            default -> status < 500 ? 3 : 13;
        };
    }
}
