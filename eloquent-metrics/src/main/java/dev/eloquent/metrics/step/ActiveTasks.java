package dev.eloquent.metrics.step;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import java.util.concurrent.TimeUnit;

/** Tasks that are at work at the end of the step: the distribution of how long they have been. */
final class ActiveTasks extends DefaultLongTaskTimer implements Sampled {
    private final SeriesNames names;
    private final Buckets buckets = Buckets.ofNanos();

    ActiveTasks(Id id, Clock clock, DistributionStatisticConfig config, SeriesNames names) {
        super(id, clock, TimeUnit.MILLISECONDS, config, false);
        this.names = names;
    }

    @Override
    public void sample(StepData out) {
        double[] sums = new double[3];
        forEachActive(task -> {
            double nanos = task.duration(TimeUnit.NANOSECONDS);
            // Negative is one that ended this moment.
            if (nanos >= 0) {
                buckets.record(nanos);
                sums[0]++;
                sums[1] += nanos;
                sums[2] = Math.max(sums[2], nanos);
            }
        });
        Distribution durations = buckets.drain();
        if (durations.size() > 0) {
            out.distribution(names.base(), durations.scaled(1e-6, sums[1], sums[2]));
            if (names.legacy()) {
                out.value(names.activeTasks(), sums[0]);
                out.value(names.duration(), sums[1] * 1e-6);
            }
        }
    }

    @Override
    public int metrics() {
        return names.legacy() ? 3 : 1;
    }
}
