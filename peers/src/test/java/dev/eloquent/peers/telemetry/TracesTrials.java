package dev.eloquent.peers.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.otlp.LocalOtlp;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is tried on the libraries of traces; in real time, as no time of OpenTelemetry's can be injected. */
final class TracesTrials {
    private static final int SPANS = 5;
    /** Of a flush; longer than anybody here tries one request. */
    private static final Duration DEADLINE = TracesPeer.TIMEOUT.plusSeconds(3);
    /** Longer than that, and the wait before it. */
    private static final Duration OUTAGE = DEADLINE.plus(TracesPeer.DELAY);

    private TracesTrials() {}

    private static void spans(TracedTask task) {
        for (int i = 0; i < SPANS; i++) {
            task.openTelemetry()
                    .getTracer("peers")
                    .spanBuilder("work " + i)
                    .startSpan()
                    .end();
        }
    }

    /** What a flush says is what was received, both with this trouble and without. */
    static boolean flushIsTrue(TracesPeer peer, Trouble trouble) throws Exception {
        try (LocalOtlp collector = LocalOtlp.collector().start()) {
            TracedTask task = peer.toCollector(collector.endpoint());
            spans(task);
            boolean well = task.flush(DEADLINE);
            assertThat(collector.spans()).hasSize(SPANS);
            CloudWatchIntake.show(collector, trouble);
            spans(task);
            boolean saidWell = task.flush(DEADLINE);
            assertThat(collector.spans()).hasSize(SPANS);
            task.close(Duration.ofMillis(100));
            return well && !saidWell;
        }
    }

    static boolean countsWhatItLost(TracesPeer peer) throws Exception {
        try (LocalOtlp collector = LocalOtlp.collector().start()) {
            TracedTask task = peer.toCollector(collector.endpoint());
            spans(task);
            task.flush(DEADLINE);
            long before = task.lost();
            CloudWatchIntake.show(collector, Trouble.REFUSES);
            spans(task);
            task.flush(DEADLINE);
            long after = task.lost();
            task.close(DEADLINE);
            return before == 0 && after == SPANS;
        }
    }

    static boolean outlivesAnOutage(TracesPeer peer) throws Exception {
        try (LocalOtlp collector = LocalOtlp.collector().start()) {
            CloudWatchIntake.show(collector, Trouble.UNAVAILABLE);
            TracedTask task = peer.toCollector(collector.endpoint());
            spans(task);
            TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
            CloudWatchIntake.show(collector, Trouble.NONE);
            task.close(DEADLINE);
            return collector.spans().size() == SPANS;
        }
    }

    static boolean goesToXRay(TracesPeer peer) throws Exception {
        try (LocalOtlp xRay = LocalOtlp.aws(CloudWatchIntake.REGION).start()) {
            TracedTask task = peer.toXRay(xRay.endpoint());
            spans(task);
            task.close(DEADLINE);
            assertThat(xRay.requests().total()).isPositive();
            return xRay.spans().size() == SPANS;
        }
    }

    static boolean sendsNothingUnsigned(TracesPeer peer) throws Exception {
        try (LocalOtlp xRay = LocalOtlp.aws(CloudWatchIntake.REGION).start()) {
            TracedTask task = peer.toXRay(xRay.endpoint(), () -> {
                throw SdkClientException.create("the role cannot be had");
            });
            spans(task);
            task.flush(DEADLINE);
            task.close(Duration.ofMillis(100));
            return xRay.requests().total() == 0;
        }
    }

    static boolean keepsBaggage(TracedTask task) throws Exception {
        Span span = span(task.openTelemetry(), Context.root());
        Context context = Context.root()
                .with(span)
                .with(Baggage.builder().put("customer", "c-17").build());
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        task.openTelemetry()
                .getPropagators()
                .getTextMapPropagator()
                .inject(context, headers, (carrier, key, value) -> carrier.put(key, value));
        task.close(Duration.ZERO);
        assertThat(headers).containsKey("traceparent");
        return headers.values().stream().noneMatch(value -> value.contains("c-17"));
    }

    /** The first 32 bits are the time in seconds, which X-Ray's own API asks for. */
    static boolean idsBeginWithTheTime(TracedTask task) throws Exception {
        long now = Instant.now().getEpochSecond();
        String id = span(task.openTelemetry(), Context.root()).getSpanContext().getTraceId();
        task.close(Duration.ZERO);
        return Math.abs(Long.parseLong(id.substring(0, 8), 16) - now) <= 60;
    }

    static boolean goesOnWithXRaysHeader(TracedTask task) throws Exception {
        String header = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";
        Context parent = task.openTelemetry()
                .getPropagators()
                .getTextMapPropagator()
                .extract(Context.root(), Map.of("X-Amzn-Trace-Id", header), new OfMap());
        String id = span(task.openTelemetry(), parent).getSpanContext().getTraceId();
        task.close(Duration.ZERO);
        return id.equals("67891233abcdef012345678912345678");
    }

    private static Span span(OpenTelemetry openTelemetry, Context parent) {
        Span span = openTelemetry
                .getTracer("peers")
                .spanBuilder("work")
                .setParent(parent)
                .startSpan();
        span.end();
        return span;
    }

    private static final class OfMap implements TextMapGetter<Map<String, String>> {
        @Override
        public String get(Map<String, String> carrier, String key) {
            Predicate<String> same = key::equalsIgnoreCase;
            return carrier.keySet().stream()
                    .filter(same)
                    .findFirst()
                    .map(carrier::get)
                    .orElse(null);
        }
    }
}
