package dev.eloquent.local.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.aws.RequestSignature;
import dev.eloquent.local.aws.SignatureFault;
import dev.eloquent.local.server.Answer;
import dev.eloquent.local.server.HttpDate;
import dev.eloquent.local.server.Json;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.Service;
import dev.eloquent.local.server.ServiceFault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The protocol of CloudWatch, RPC v2 CBOR of Smithy: the operation in the path, maps of CBOR both ways. */
final class CloudWatchApi implements Service {
    /** AWS's limit, before compression. */
    static final int MAX_REQUEST = 1024 * 1024;

    /** More is read than is taken, so that what is too large is signed, counted, and refused as AWS does it. */
    private static final int MAX_BODY = 4 * MAX_REQUEST;

    private static final String ROOT = "/service/GraniteServiceVersion20100801/operation/";
    private static final String PROTOCOL = "rpc-v2-cbor";
    private static final String CONTENT_TYPE = "application/cbor";
    private static final String TYPES = "com.amazonaws.cloudwatch#";
    private static final List<String> OPERATIONS =
            List.of(GetMetricData.NAME, GetMetricStatistics.NAME, ListMetrics.NAME, PutMetricData.NAME);

    private final MetricStore store;
    private final PutTallies tallies;
    private final RequestSignature signature;
    private final InstantSource clock;

    CloudWatchApi(MetricStore store, PutTallies tallies, RequestSignature signature, InstantSource clock) {
        this.store = store;
        this.tallies = tallies;
        this.signature = signature;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "cloudwatch";
    }

    @Override
    public int maxBody() {
        return MAX_BODY;
    }

    @Override
    public boolean takesGzip() {
        return true;
    }

    /** {@code /PutMetricData}: what scripts and tests are about. */
    @Override
    public String subject(Request request) {
        return operation(request).map(name -> "/" + name).orElse(request.path());
    }

    /** Those of the counts by {@link #subject} that are of operations, by their names. */
    static Map<String, Long> operations(Map<String, Long> totals) {
        Map<String, Long> found = new TreeMap<>();
        totals.forEach((path, count) -> {
            if (OPERATIONS.contains(path.substring(1))) {
                found.put(path.substring(1), count);
            }
        });
        return found;
    }

    private static Optional<String> operation(Request request) {
        return Optional.of(request.path())
                .filter(path -> path.startsWith(ROOT) && request.method().equals("POST"))
                .map(path -> path.substring(ROOT.length()))
                .filter(OPERATIONS::contains);
    }

    private static boolean isPut(Request request) {
        return operation(request).filter(PutMetricData.NAME::equals).isPresent();
    }

    @Override
    public void arrived(Request request) {
        if (isPut(request)) {
            tallies.arrived(request);
        }
    }

    @Override
    public void answering(Request request, int status) {
        if (status == 200 && isPut(request)) {
            tallies.answered(request);
        }
    }

    @Override
    public Answer answer(Request request) {
        try {
            String name = operation(request)
                    .filter(any -> request.header("smithy-protocol")
                            .filter(PROTOCOL::equals)
                            .isPresent())
                    .orElseThrow(() -> WireError.byStatus(404, unknown()));
            signature.check(request, clock.instant());
            return answer(200, work(name, new Arguments(Cbor.object(body(request)), ""), request));
        } catch (SignatureFault fault) {
            String code = WireError.signatureCode(fault.type()).orElse(fault.type());
            return error(WireError.of(403, code, fault.message()));
        } catch (WireError error) {
            return error(error);
        }
    }

    private ObjectNode work(String operation, Arguments arguments, Request request) {
        return switch (operation) {
            case PutMetricData.NAME -> put(arguments, request);
            case ListMetrics.NAME -> ListMetrics.answer(arguments, store);
            case GetMetricStatistics.NAME -> GetMetricStatistics.answer(arguments, store);
            case GetMetricData.NAME -> GetMetricData.answer(arguments, store);
            default -> throw WireError.byStatus(404, unknown());
        };
    }

    private ObjectNode put(Arguments arguments, Request request) {
        Instant now = clock.instant();
        List<ReceivedDatum> data = PutMetricData.read(arguments, now);
        store.add(data);
        tallies.stored(request, data.size());
        return Json.object();
    }

    private static byte[] body(Request request) {
        try {
            return request.unpackedBody(MAX_REQUEST);
        } catch (ServiceFault fault) {
            throw fault.status() == 413 ? WireError.tooLarge(MAX_REQUEST) : WireError.unreadable(fault.message());
        }
    }

    private static String unknown() {
        return "this stand-in serves POST of " + ROOT + "Operation with smithy-protocol: " + PROTOCOL + ", one of "
                + String.join(", ", OPERATIONS);
    }

    @Override
    public Answer error(int status, String message) {
        return error(WireError.byStatus(status, message));
    }

    private Answer error(WireError error) {
        return answer(
                        error.status(),
                        Json.object().put("__type", TYPES + error.type()).put("message", error.message()))
                .with("x-amzn-query-error", error.code() + (error.status() < 500 ? ";Sender" : ";Receiver"));
    }

    /** A fault's body of JSON goes out as CBOR, which no text can say. */
    @Override
    public byte[] scripted(String body) {
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        try {
            return Cbor.write(Json.object(text));
        } catch (ServiceFault notJson) {
            return text;
        }
    }

    /** With the date by which the SDK mends its own clock. */
    private Answer answer(int status, ObjectNode body) {
        return Answer.bytes(status, CONTENT_TYPE, Cbor.write(body))
                .with("smithy-protocol", PROTOCOL)
                .with("x-amzn-RequestId", UUID.randomUUID().toString())
                .with("Date", HttpDate.of(clock.instant()));
    }
}
