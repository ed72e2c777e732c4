package dev.eloquent.local.otlp;

import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A stand-in, on loopback, of what receives OTLP over HTTP: a collector, or AWS's own endpoints, which want signatures.
 *
 * <pre>{@code
 * try (LocalOtlp otlp = LocalOtlp.collector().start()) {
 *     URI endpoint = otlp.endpoint();
 *     // the service under test runs, and flushes
 *     List<ReceivedSpan> spans = otlp.spans();
 * }
 * }</pre>
 *
 * <p>It takes POST of {@code /v1/traces}, {@code /v1/metrics} and {@code /v1/logs} in Protocol Buffers, packed with gzip
 * or not, with at most 5,000,000 bytes unpacked and 10,000 spans a request: AWS's limits, for everybody. What it took is
 * kept in the order of arrival, a repeated request a second time; log records are only counted.
 *
 * <p>The latest 100,000 spans and points are kept, or fewer if they take more than about 128 MiB each.
 */
public final class LocalOtlp implements LocalService {
    private final Received received;
    private final Optional<AwsRules> aws;
    private final LoopbackServer server;

    LocalOtlp(Received received, Optional<AwsRules> aws, LoopbackServer server) {
        this.received = received;
        this.aws = aws;
        this.server = server;
    }

    /** The settings of a stand-in of a collector, which asks for no signature, to be started. */
    public static LocalOtlpBuilder collector() {
        return new LocalOtlpBuilder(Optional.empty());
    }

    /**
     * The settings of a stand-in of AWS's endpoints in one region, to be started. Traces must be signed for the service
     * {@code xray}, metrics for {@code monitoring}, logs for {@code logs}; the signature is computed again from what
     * was received, and what is wrong with it answered with 403.
     *
     * @param region such as {@code eu-central-1}
     */
    public static LocalOtlpBuilder aws(String region) {
        return new LocalOtlpBuilder(Optional.of(Objects.requireNonNull(region, "region")));
    }

    @Override
    public String name() {
        return "otlp";
    }

    /** What OTEL_EXPORTER_OTLP_ENDPOINT is: {@code http://127.0.0.1:PORT}, without the path of a signal. */
    @Override
    public URI endpoint() {
        return server.root();
    }

    /** The spans that were taken, oldest first. */
    public List<ReceivedSpan> spans() {
        return received.spans().list();
    }

    /** The spans of one trace by their start; none if there is no such trace. */
    public List<ReceivedSpan> trace(String traceId) {
        Objects.requireNonNull(traceId, "traceId");
        return byStart(
                spans().stream().filter(span -> span.traceId().equals(traceId)).toList());
    }

    /** The spans by their traces, and each trace's by their start; traces are in the order of their first arrival. */
    public Map<String, List<ReceivedSpan>> traces() {
        Map<String, List<ReceivedSpan>> traces = new LinkedHashMap<>();
        spans().forEach(span ->
                traces.computeIfAbsent(span.traceId(), any -> new ArrayList<>()).add(span));
        traces.replaceAll((id, spans) -> byStart(spans));
        return traces;
    }

    private static List<ReceivedSpan> byStart(List<ReceivedSpan> spans) {
        return spans.stream().sorted(Comparator.comparing(ReceivedSpan::start)).toList();
    }

    /** The points of all metrics that were taken, oldest first. */
    public List<MetricPoint> points() {
        return received.points().list();
    }

    /** The points of one metric, oldest first. */
    public List<MetricPoint> points(String metric) {
        Objects.requireNonNull(metric, "metric");
        return points().stream().filter(point -> point.metric().equals(metric)).toList();
    }

    /** How many log records were taken; they are not kept. */
    public long logRecords() {
        return received.logRecords();
    }

    /** How many spans were taken and are no longer kept. */
    public long droppedSpans() {
        return received.spans().dropped();
    }

    /** How many points were taken and are no longer kept. */
    public long droppedPoints() {
        return received.points().dropped();
    }

    /**
     * Refuses some spans from now on, in place of those of an earlier call, and takes the others: the answer is 200 with
     * a partial success that counts them.
     *
     * @param why the message for the client
     */
    public void rejectSpans(Predicate<? super ReceivedSpan> which, String why) {
        received.rejectSpans(new Rejection<>(which, why));
    }

    /** Undoes {@link #rejectSpans}. */
    public void acceptSpans() {
        received.rejectSpans(Rejection.ofNothing());
    }

    /** As {@link #rejectSpans}, of points. */
    public void rejectPoints(Predicate<? super MetricPoint> which, String why) {
        received.rejectPoints(new Rejection<>(which, why));
    }

    /** Undoes {@link #rejectPoints}. */
    public void acceptPoints() {
        received.rejectPoints(Rejection.ofNothing());
    }

    /**
     * Whether the account has Transaction Search, as at the start. Without it AWS refuses every trace; the answer is 400
     * with AWS's sentence.
     *
     * @throws IllegalStateException if this is a collector
     */
    public void transactionSearch(boolean on) {
        aws.orElseThrow(() -> new IllegalStateException(
                        "a collector knows no Transaction Search: start this stand-in with LocalOtlp.aws(region)"))
                .transactionSearch(on);
    }

    @Override
    public Faults faults() {
        return server.faults();
    }

    @Override
    public Requests requests() {
        return server.requests();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return name() + " at " + endpoint();
    }
}
