package dev.eloquent.local.page;

import dev.eloquent.local.cloudwatch.ReceivedDatum;
import java.time.Instant;
import java.util.Map;

/**
 * What one of the stand-ins received of a metric at one time.
 *
 * @param dimensions or attributes, in the order of their names
 * @param timestamp as it was sent
 * @param increment whether it says how much came since the datum before, so that sums over time are of use
 */
record Datum(Metric.Name metric, Map<String, String> dimensions, Instant timestamp, boolean increment, Spread spread) {
    static Datum of(ReceivedDatum datum) {
        return new Datum(
                new Metric.Name(Metric.Source.CLOUDWATCH, datum.namespace(), datum.name(), datum.unit()),
                datum.dimensions(),
                datum.timestamp(),
                datum.unit().equals("Count"),
                new Spread.Values(datum.distribution()));
    }
}
