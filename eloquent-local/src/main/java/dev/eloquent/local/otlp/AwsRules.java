package dev.eloquent.local.otlp;

import dev.eloquent.local.aws.AccessKey;
import dev.eloquent.local.aws.RequestSignature;
import dev.eloquent.local.otlp.Kept.Weighed;
import dev.eloquent.local.server.Request;
import dev.eloquent.local.server.ServiceFault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What AWS's endpoints want beyond OTLP: signatures, each with the scope of its service, and spans of these days. The
 * figures are those of AWS's page "OTLP Endpoints" of CloudWatch's user guide.
 */
final class AwsRules {
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);
    private static final Duration WIDEST = Duration.ofHours(24);
    private static final int LARGEST_SPAN = 200_000;

    private final Map<String, RequestSignature> signatures;
    private volatile boolean transactionSearch = true;

    AwsRules(AccessKey key, String region) {
        this.signatures = Map.of(
                OtlpApi.TRACES, new RequestSignature(key, region, "xray"),
                OtlpApi.METRICS, new RequestSignature(key, region, "monitoring"),
                OtlpApi.LOGS, new RequestSignature(key, region, "logs"));
    }

    void transactionSearch(boolean on) {
        transactionSearch = on;
    }

    void checkSignature(Request request, Instant now) {
        Optional.ofNullable(signatures.get(request.path())).ifPresent(signature -> signature.check(request, now));
    }

    void checkTransactionSearch() {
        if (!transactionSearch) {
            throw new ServiceFault(
                    400, "The OTLP API is supported with CloudWatch Logs as a Trace Segment Destination.");
        }
    }

    void checkSpans(List<Weighed<ReceivedSpan>> spans, Instant now) {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (Weighed<ReceivedSpan> each : spans) {
            Instant start = each.value().start();
            if (each.encoded() > LARGEST_SPAN) {
                throw new ServiceFault(
                        400, "a span must have at most " + LARGEST_SPAN + " bytes, had " + each.encoded());
            }
            if (start.isBefore(now.minus(OLDEST)) || start.isAfter(now.plus(NEWEST))) {
                throw new ServiceFault(
                        400,
                        "a span must have begun in the last 14 days or begin in the next 2 hours, was of " + start);
            }
            first = start.isBefore(first) ? start : first;
            last = start.isAfter(last) ? start : last;
        }
        if (!spans.isEmpty() && last.isAfter(first.plus(WIDEST))) {
            throw new ServiceFault(
                    400,
                    "the spans of a request must begin within 24 hours, were from " + first + " to " + last
                            + ": send them apart");
        }
    }
}
