package dev.eloquent.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What a task uses, as gauges: CPU and memory in percent of its limits, over all its containers. Those of what is not known
 * are NaN, which is not published. Whoever reads a gauge reads what is in memory.
 *
 * <p>CPU is the mean over the last minute, by the time that each container's samples have: Docker's own {@code
 * system_cpu_usage} counts the host's processors, which a task's limit has nothing to do with.
 */
final class TaskUsage implements MeterBinder {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final long fresh;
    private final Map<String, Deque<ContainerSample>> lastMinute = new HashMap<>();
    private volatile State state = new State(Double.NaN, Double.NaN, Double.NaN, 0);

    private record State(double cpu, double memory, double used, long until) {}

    /** @param fresh for how long a reading is worth something */
    TaskUsage(LongSupplier nanoTime, Duration fresh) {
        this.nanoTime = nanoTime;
        this.fresh = fresh.toNanos();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "ecs.task.cpu.utilization", "percent", State::cpu, "CPU in use, of the task's limit");
        gauge(registry, "ecs.task.memory.utilization", "percent", State::memory, "Memory in use, of the task's limit");
        gauge(registry, "ecs.task.memory.used", "bytes", State::used, "Memory in use");
    }

    private void gauge(
            MeterRegistry registry, String name, String unit, ToDoubleFunction<State> part, String description) {
        Gauge.builder(name, () -> known(part))
                .baseUnit(unit)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private double known(ToDoubleFunction<State> part) {
        State now = state;
        return now.until - nanoTime.getAsLong() > 0 ? part.applyAsDouble(now) : Double.NaN;
    }

    /** By the thread that reads. */
    void read(TaskDescription task, Map<String, ContainerSample> samples) {
        double cores = cores(samples);
        double used = samples.isEmpty()
                ? Double.NaN
                : samples.values().stream().mapToDouble(ContainerSample::memory).sum();
        long until = nanoTime.getAsLong() + fresh;
        state = new State(percent(cores, task.cpus()), percent(used, task.memory()), used, until);
    }

    /** By the thread that reads: what was known is not known any more. */
    void failed() {
        state = new State(Double.NaN, Double.NaN, Double.NaN, nanoTime.getAsLong());
    }

    /** NaN until a container has two samples. */
    private double cores(Map<String, ContainerSample> samples) {
        lastMinute.keySet().retainAll(samples.keySet());
        double cores = Double.NaN;
        for (Map.Entry<String, ContainerSample> container : samples.entrySet()) {
            Deque<ContainerSample> history =
                    lastMinute.computeIfAbsent(container.getKey(), first -> new ArrayDeque<>());
            double own = cores(history, container.getValue());
            if (!Double.isNaN(own)) {
                cores = (Double.isNaN(cores) ? 0 : cores) + own;
            }
        }
        return cores;
    }

    private static double cores(Deque<ContainerSample> history, ContainerSample now) {
        while (history.size() > 1
                && Duration.between(history.getFirst().read(), now.read()).compareTo(WINDOW) > 0) {
            history.removeFirst();
        }
        if (!history.isEmpty() && now.cpuNanos() < history.getLast().cpuNanos()) {
            history.clear(); // It was started anew.
        }
        if (history.isEmpty() || now.read().isAfter(history.getLast().read())) {
            history.addLast(now);
        }
        double nanos = Duration.between(history.getFirst().read(), now.read()).toNanos();
        return nanos > 0 ? (now.cpuNanos() - history.getFirst().cpuNanos()) / nanos : Double.NaN;
    }

    private static double percent(double value, OptionalDouble limit) {
        return limit.isPresent() ? 100 * value / limit.getAsDouble() : Double.NaN;
    }
}
