package dev.eloquent.metrics.dashboard;

import java.time.Duration;
import java.util.List;

/**
 * From where on the alarms ring. Immutable; each method gives a copy with another value. What is out of range is told by
 * {@link Monitoring#from}.
 *
 * @param p99 of the time of successful responses that is still good; 1 ms to 5 min, default 1 s
 * @param outageErrors the share of responses with a status of 500 or more that is an outage (P1), in percent; default 25
 * @param degradedErrors the share that is a degradation (P2), in percent; default 5
 * @param minimumRequests below this many in a period neither the share nor the p99 says anything; 1 or more, default 20
 * @param taskMemory that a task may use, in percent of its limit; default 90
 * @param taskCpu that tasks may use for half an hour, in percent of their limit; default 70
 * @param tasks that there should be; 1 to 10,000, default 1
 */
public record Thresholds(
        Duration p99,
        double outageErrors,
        double degradedErrors,
        int minimumRequests,
        double taskMemory,
        double taskCpu,
        int tasks) {
    /** The defaults. */
    public static final Thresholds DEFAULTS = new Thresholds(Duration.ofSeconds(1), 25, 5, 20, 90, 70, 1);

    /** See {@link #p99()}. */
    public Thresholds p99(Duration value) {
        return new Thresholds(value, outageErrors, degradedErrors, minimumRequests, taskMemory, taskCpu, tasks);
    }

    /** See {@link #outageErrors()}. */
    public Thresholds outageErrors(double percent) {
        return new Thresholds(p99, percent, degradedErrors, minimumRequests, taskMemory, taskCpu, tasks);
    }

    /** See {@link #degradedErrors()}. */
    public Thresholds degradedErrors(double percent) {
        return new Thresholds(p99, outageErrors, percent, minimumRequests, taskMemory, taskCpu, tasks);
    }

    /** See {@link #minimumRequests()}. */
    public Thresholds minimumRequests(int value) {
        return new Thresholds(p99, outageErrors, degradedErrors, value, taskMemory, taskCpu, tasks);
    }

    /** See {@link #taskMemory()}. */
    public Thresholds taskMemory(double percent) {
        return new Thresholds(p99, outageErrors, degradedErrors, minimumRequests, percent, taskCpu, tasks);
    }

    /** See {@link #taskCpu()}. */
    public Thresholds taskCpu(double percent) {
        return new Thresholds(p99, outageErrors, degradedErrors, minimumRequests, taskMemory, percent, tasks);
    }

    /** See {@link #tasks()}. */
    public Thresholds tasks(int value) {
        return new Thresholds(p99, outageErrors, degradedErrors, minimumRequests, taskMemory, taskCpu, value);
    }

    void check(List<String> faults) {
        if (p99.compareTo(Duration.ofMillis(1)) < 0 || p99.compareTo(Duration.ofMinutes(5)) > 0) {
            faults.add("p99 must be from PT0.001S to PT5M, was " + p99);
        }
        percent("outageErrors", outageErrors, faults);
        percent("degradedErrors", degradedErrors, faults);
        percent("taskMemory", taskMemory, faults);
        percent("taskCpu", taskCpu, faults);
        if (degradedErrors > outageErrors) {
            faults.add(
                    "degradedErrors must not be above outageErrors, were " + degradedErrors + " and " + outageErrors);
        }
        if (minimumRequests < 1) {
            faults.add("minimumRequests must be 1 or more, was " + minimumRequests);
        }
        if (tasks < 1 || tasks > 10_000) {
            faults.add("tasks must be from 1 to 10000, was " + tasks);
        }
    }

    private static void percent(String name, double value, List<String> faults) {
        if (!(value > 0 && value <= 100)) {
            faults.add(name + " must be above 0 and at most 100 percent, was " + value);
        }
    }
}
