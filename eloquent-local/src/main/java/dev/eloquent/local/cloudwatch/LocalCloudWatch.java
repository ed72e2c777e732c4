package dev.eloquent.local.cloudwatch;

import dev.eloquent.local.Fault;
import dev.eloquent.local.Faults;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.Requests;
import dev.eloquent.local.server.LoopbackServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A stand-in, on loopback, of the metrics of Amazon CloudWatch in one region: PutMetricData within AWS's limits,
 * ListMetrics, GetMetricStatistics and GetMetricData, as AWS's SDKs send them (RPC v2 CBOR).
 *
 * <pre>{@code
 * try (LocalCloudWatch cloudWatch = LocalCloudWatch.region("eu-central-1").start()) {
 *     URI endpoint = cloudWatch.endpoint();
 *     OptionalDouble p99 = cloudWatch.distribution("shop", "checkout").orElseThrow().percentile(99);
 * }
 * }</pre>
 *
 * <p>Requests must be signed with {@linkplain LocalCloudWatchBuilder#credentials its credentials}: the signature is
 * computed again from the bytes that came. Its {@link #faults} and {@link #requests} have the operation for a path, as in
 * {@code faults().on("/PutMetricData")}; a fault's body of JSON is sent as CBOR.
 *
 * <p>Keeps the last {@linkplain LocalCloudWatchBuilder#capacity data}. Safe for use by several threads; no method
 * waits for the network.
 */
public final class LocalCloudWatch implements LocalService {
    private final MetricStore store;
    private final PutTallies tallies;
    private final LoopbackServer server;

    LocalCloudWatch(MetricStore store, PutTallies tallies, LoopbackServer server) {
        this.store = store;
        this.tallies = tallies;
        this.server = server;
    }

    /**
     * The settings of a stand-in, to be started.
     *
     * @param region which clients must sign for, such as {@code eu-central-1}
     */
    public static LocalCloudWatchBuilder region(String region) {
        return new LocalCloudWatchBuilder(region);
    }

    /** Refused for asking too often, as CloudWatch does it: not with 429 but with 400 and the code Throttling. */
    public static Fault throttled() {
        return Fault.status(400)
                .header("x-amzn-query-error", "Throttling;Sender")
                .body("{\"__type\":\"com.amazonaws.cloudwatch#Throttling\",\"message\":\"Rate exceeded\"}");
    }

    @Override
    public String name() {
        return "cloudwatch";
    }

    /** What AWS_ENDPOINT_URL_CLOUDWATCH, or a client's endpoint override, is: {@code http://127.0.0.1:PORT}. */
    @Override
    public URI endpoint() {
        return server.root();
    }

    /** All data that are kept, in the order in which they came. */
    public List<ReceivedDatum> data() {
        return store.find(datum -> true);
    }

    /** All data that are kept of the metrics of this name, whatever their dimensions. */
    public List<ReceivedDatum> data(String namespace, String name) {
        return data(namespace, name, Map.of());
    }

    /**
     * All data that are kept of the metrics of this name that have these dimensions, and whichever others.
     *
     * @param dimensions names and values
     */
    public List<ReceivedDatum> data(String namespace, String name, Map<String, String> dimensions) {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Map<String, String> wanted = Map.copyOf(dimensions);
        return store.find(datum -> datum.namespace().equals(namespace)
                && datum.name().equals(name)
                && datum.dimensions().entrySet().containsAll(wanted.entrySet()));
    }

    /** {@link #data(String, String)} merged, over all times and units; nothing if there are none. */
    public Optional<Distribution> distribution(String namespace, String name) {
        return distribution(namespace, name, Map.of());
    }

    /** {@link #data(String, String, Map)} merged, over all times and units; nothing if there are none. */
    public Optional<Distribution> distribution(String namespace, String name, Map<String, String> dimensions) {
        List<Distribution> parts = data(namespace, name, dimensions).stream()
                .map(ReceivedDatum::distribution)
                .toList();
        return parts.isEmpty() ? Optional.empty() : Optional.of(Distribution.merged(parts));
    }

    /** How many data were dropped, the oldest first, since there is room for no more. */
    public long dropped() {
        return store.dropped();
    }

    /** What became of each PutMetricData, in the order in which they first came; the last 10,000. */
    public List<ReceivedPut> puts() {
        return tallies.puts();
    }

    /**
     * How many requests came for each operation, such as {@code PutMetricData}, refused and unanswered ones too. Those
     * that never came are not in it.
     */
    public Map<String, Long> calls() {
        return CloudWatchApi.operations(server.totals());
    }

    /** How many requests came for one operation, such as {@code PutMetricData}. */
    public long calls(String operation) {
        return calls().getOrDefault(Objects.requireNonNull(operation, "operation"), 0L);
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
