package dev.eloquent.local.ecs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eloquent.local.server.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The statistics of the one container, in Docker's form. A sample is taken when one is asked for and the last is at least
 * a second old; the one before goes with it. Safe for use by several threads.
 */
final class TaskStats {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** What Docker tells of a container without a limit of its own: the task's is in the task's metadata alone. */
    private static final long NO_LIMIT = 9_223_372_036_854_771_712L;

    private final TaskDescription task;
    private final InstantSource clock;
    private final Instant start;
    private Supplier<TaskUsage> usage;
    private Sample last;
    private Optional<Sample> before = Optional.empty();
    private long mostMemory;

    TaskStats(TaskDescription task, InstantSource clock, Supplier<TaskUsage> usage) {
        this.task = task;
        this.clock = clock;
        this.start = clock.instant();
        this.usage = usage;
        this.last = new Sample(start, usage.get());
    }

    synchronized void use(Supplier<TaskUsage> value) {
        usage = value;
    }

    /** Nothing in the first second, as of a task that has just started. */
    synchronized Optional<ObjectNode> sample() {
        Instant now = clock.instant();
        if (!now.isBefore(last.read.plus(PERIOD))) {
            before = Optional.of(last);
            last = new Sample(now, usage.get());
        }
        return before.map(this::json);
    }

    private ObjectNode json(Sample previous) {
        ObjectNode json = Json.object()
                .put("read", last.read.toString())
                .put("preread", previous.read.toString())
                .put("num_procs", 0)
                .put("name", task.container())
                .put("id", task.dockerId());
        json.putObject("pids_stats").put("current", 1);
        json.putObject("blkio_stats").putArray("io_service_bytes_recursive");
        json.putObject("storage_stats");
        json.set("cpu_stats", cpu(last));
        json.set("precpu_stats", cpu(previous));
        mostMemory = Math.max(mostMemory, last.usage.memoryBytes());
        ObjectNode memory = json.putObject("memory_stats")
                .put("usage", last.usage.memoryBytes())
                .put("max_usage", mostMemory)
                .put("limit", NO_LIMIT);
        memory.putObject("stats")
                .put("cache", 0)
                .put("rss", last.usage.memoryBytes())
                .put("total_inactive_file", 0)
                .put("hierarchical_memory_limit", task.memoryMiB() * 1024L * 1024L);
        json.putObject("networks")
                .putObject("eth1")
                .put("rx_bytes", 0)
                .put("rx_packets", 0)
                .put("tx_bytes", 0)
                .put("tx_packets", 0);
        json.putObject("network_rate_stats").put("rx_bytes_per_sec", 0.0).put("tx_bytes_per_sec", 0.0);
        return json;
    }

    private ObjectNode cpu(Sample sample) {
        long used = sample.usage.cpuTime().toNanos();
        ObjectNode json = Json.object();
        json.putObject("cpu_usage")
                .put("total_usage", used)
                .put("usage_in_kernelmode", 0)
                .put("usage_in_usermode", used);
        json.put(
                        "system_cpu_usage",
                        Duration.between(start, sample.read).plus(PERIOD).toNanos() * task.processors())
                .put("online_cpus", task.processors());
        json.putObject("throttling_data")
                .put("periods", 0)
                .put("throttled_periods", 0)
                .put("throttled_time", 0);
        return json;
    }

    private record Sample(Instant read, TaskUsage usage) {}
}
