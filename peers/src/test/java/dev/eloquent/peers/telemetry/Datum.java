package dev.eloquent.peers.telemetry;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a receiver got of one metric, in whichever protocol.
 *
 * @param tags or dimensions, or attributes
 * @param time of which it is, as it was sent
 * @param sum of all values
 * @param weights how often there was each value, where that was sent
 */
record Datum(String name, Map<String, String> tags, Instant time, double sum, Map<Double, Double> weights) {
    Datum {
        tags = Map.copyOf(tags);
        weights = new TreeMap<>(weights);
    }

    /** One value. */
    static Datum of(String name, Map<String, String> tags, Instant time, double value) {
        return new Datum(name, tags, time, value, Map.of(value, 1.0));
    }
}
