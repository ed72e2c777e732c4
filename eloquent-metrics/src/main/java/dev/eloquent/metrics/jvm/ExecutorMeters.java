package dev.eloquent.metrics.jvm;

import dev.eloquent.metrics.internal.FirstBinding;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * An executor as meters: {@code telemetry.bind(ExecutorMeters.of("embedding", executor))}. They have Micrometer's names,
 * and are those that tell whether it keeps up: {@code executor.active}, {@code executor.queued}, {@code
 * executor.pool.size}, and of a thread pool {@code executor.pool.max} and {@code executor.completed}, of a fork-join pool
 * {@code executor.parallelism}.
 *
 * <p>It looks on and wraps nothing: tasks run as they did, and take no time more. How long tasks wait and run is therefore
 * not told; Micrometer's {@code ExecutorServiceMetrics.monitor} wraps an executor for that. Meters do not keep an executor
 * alive that nobody uses any more; they end with it.
 */
public final class ExecutorMeters implements MeterBinder {
    private static final Set<String> KEPT = Set.of(
            "executor.active",
            "executor.queued",
            "executor.pool.size",
            "executor.pool.max",
            "executor.completed",
            "executor.parallelism");

    private final String name;
    private final ExecutorService executor;

    private ExecutorMeters(String name, ExecutorService executor) {
        this.name = name;
        this.executor = executor;
    }

    /**
     * Of this executor.
     *
     * @param name the value of the tag {@code name}; one of its own for each executor
     * @param executor a {@link ThreadPoolExecutor} or a {@link ForkJoinPool}; others tell nothing of themselves
     * @throws IllegalArgumentException if it is another one, or the name is blank
     */
    public static ExecutorMeters of(String name, ExecutorService executor) {
        Objects.requireNonNull(executor, "executor");
        if (name.isBlank()) {
            throw new IllegalArgumentException("name of an executor must not be blank, was '" + name + "'");
        }
        if (!(executor instanceof ThreadPoolExecutor || executor instanceof ForkJoinPool)) {
            throw new IllegalArgumentException("executor '" + name + "' must be a ThreadPoolExecutor or a ForkJoinPool,"
                    + " was a " + executor.getClass().getName() + ", which tells nothing of itself; make it with new"
                    + " ThreadPoolExecutor, or count its tasks by yourself");
        }
        return new ExecutorMeters(name, executor);
    }

    /** @throws IllegalStateException if the registry has meters of an executor of this name already */
    @Override
    public void bindTo(MeterRegistry registry) {
        FirstBinding.require(
                registry,
                "executor.active",
                Tags.of("name", name),
                "executor '" + name + "'",
                "bind it once, and give each executor a name of its own");
        new ExecutorServiceMetrics(executor, name, Tags.empty()).bindTo(Selection.of(registry, KEPT));
    }
}
