package dev.eloquent.peers.telemetry;

import dev.eloquent.local.Fault;
import dev.eloquent.local.LocalService;
import dev.eloquent.local.cloudwatch.Distribution;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PutMetricData, signed. */
final class CloudWatchIntake implements Intake {
    static final String REGION = "eu-central-1";

    private final LocalCloudWatch cloudWatch = LocalCloudWatch.region(REGION).start();

    @Override
    public URI endpoint() {
        return cloudWatch.endpoint();
    }

    @Override
    public List<Datum> data() {
        return cloudWatch.data().stream().map(CloudWatchIntake::datum).toList();
    }

    private static Datum datum(ReceivedDatum received) {
        Distribution distribution = received.distribution();
        Map<Double, Double> weights = new TreeMap<>();
        for (int i = 0; i < distribution.values().size(); i++) {
            weights.merge(distribution.values().get(i), distribution.counts().get(i), Double::sum);
        }
        return new Datum(
                received.name(),
                received.dimensions(),
                received.timestamp(),
                distribution.sum(),
                distribution.valuesKnown() ? weights : Map.of());
    }

    @Override
    public void does(Trouble trouble) {
        show(cloudWatch, trouble);
    }

    /** As a stand-in shows it. */
    static void show(LocalService service, Trouble trouble) {
        switch (trouble) {
            case NONE -> service.faults().clear();
            case UNAVAILABLE -> service.faults().always(Fault.status(503));
            case REFUSES -> service.faults().always(Fault.status(400));
            case HANGS -> service.faults().always(Fault.silence());
        }
    }

    @Override
    public int busiest(Duration span) {
        return cloudWatch.requests().busiest(span);
    }

    @Override
    public long calls() {
        return cloudWatch.requests().total();
    }

    @Override
    public void close() {
        cloudWatch.close();
    }
}
