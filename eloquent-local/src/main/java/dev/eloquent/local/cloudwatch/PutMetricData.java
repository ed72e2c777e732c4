package dev.eloquent.local.cloudwatch;

import java.time.Instant;
import java.util.List;

/** The operation that takes data: all of a request, or nothing of it. */
final class PutMetricData {
    static final String NAME = "PutMetricData";

    private static final int MOST_DATA = 1_000;

    private PutMetricData() {}

    static List<ReceivedDatum> read(Arguments request, Instant now) {
        if (!request.maps("EntityMetricData").isEmpty()) {
            throw WireError.invalidValue(
                    "EntityMetricData is not understood by this stand-in: send the data as MetricData.");
        }
        Problems problems = new Problems();
        String namespace = new NameRules(problems).namespace(request);
        List<Arguments> data = request.maps("MetricData");
        if (data.isEmpty()) {
            problems.missing("MetricData");
        }
        if (data.size() > MOST_DATA) {
            problems.tooMany("MetricData", MOST_DATA);
            problems.refuse();
        }
        DatumReader reader = new DatumReader(namespace, now, problems);
        List<ReceivedDatum> read = data.stream().map(reader::read).toList();
        problems.refuse();
        return read;
    }
}
