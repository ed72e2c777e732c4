package dev.eloquent.metrics.jvm;

import dev.eloquent.metrics.internal.FirstBinding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * The JVM as meters: {@code telemetry.bind(JvmMeters.standard())}. They have Micrometer's names, and are those that an
 * alarm or a chart has use for: 13 series at most, where all of Micrometer's binders make more than 50, for each of which
 * CloudWatch takes its price.
 *
 * <p>Memory: {@code jvm.memory.used} of heap and of all else, {@code jvm.memory.max} of the heap, each as one number;
 * Micrometer has one for each pool, whose names depend on the collector. Garbage collection: {@code jvm.gc.pause}, {@code
 * jvm.gc.concurrent.phase.time}, {@code jvm.gc.memory.allocated}, and as shares from 0 to 1 {@code jvm.gc.overhead} and
 * {@code jvm.memory.usage.after.gc}. The process: {@code process.cpu.usage} (0 to 1 of the CPUs that the JVM has), {@code
 * process.uptime}, {@code process.files.open} and {@code .max}, and {@code jvm.threads.live}, which knows nothing of
 * virtual threads.
 *
 * <p>It listens to garbage collections until it is closed; close it with the telemetry.
 */
public final class JvmMeters implements MeterBinder, AutoCloseable {
    private static final String USED = "jvm.memory.used";
    private static final Set<String> GARBAGE = Set.of(
            "jvm.gc.pause",
            "jvm.gc.concurrent.phase.time",
            "jvm.gc.memory.allocated",
            "jvm.gc.overhead",
            "jvm.memory.usage.after.gc");
    private static final Set<String> PROCESS = Set.of(
            "jvm.threads.live", "process.cpu.usage", "process.uptime", "process.files.open", "process.files.max");

    private final List<AutoCloseable> listening = new CopyOnWriteArrayList<>();

    private JvmMeters() {}

    /** The ones above. */
    public static JvmMeters standard() {
        return new JvmMeters();
    }

    /** @throws IllegalStateException if the registry has meters of the JVM's memory already, ours or Micrometer's */
    @Override
    public void bindTo(MeterRegistry registry) {
        FirstBinding.require(
                registry, USED, Tags.of("area", "heap"), "the JVM", "bind it once, and not JvmMemoryMetrics beside it");
        memory(registry, USED, "heap", memory -> memory.getHeapMemoryUsage().getUsed());
        memory(
                registry,
                USED,
                "nonheap",
                memory -> memory.getNonHeapMemoryUsage().getUsed());
        memory(
                registry,
                "jvm.memory.max",
                "heap",
                memory -> memory.getHeapMemoryUsage().getMax());

        JvmGcMetrics collections = new JvmGcMetrics();
        JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();
        listening.add(collections);
        listening.add(pressure);
        // By cause and collector the pauses would be a dozen series, whose percentiles nobody can put together.
        MeterRegistry garbage = Selection.of(registry, GARBAGE, "action", "cause", "gc", "area", "pool");
        collections.bindTo(garbage);
        pressure.bindTo(garbage);

        MeterRegistry process = Selection.of(registry, PROCESS);
        new JvmThreadMetrics().bindTo(process);
        new ProcessorMetrics().bindTo(process);
        new UptimeMetrics().bindTo(process);
        new FileDescriptorMetrics().bindTo(process);
    }

    private static void memory(MeterRegistry registry, String name, String area, ToLongFunction<MemoryMXBean> bytes) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        Gauge.builder(name, () -> (double) bytes.applyAsLong(memory))
                .tag("area", area)
                .baseUnit("bytes")
                .register(registry);
    }

    /** Listens to no more collections. Calling it again does nothing. */
    @Override
    public void close() {
        List<AutoCloseable> ending = List.copyOf(listening);
        listening.removeAll(ending);
        for (AutoCloseable listener : ending) {
            try {
                listener.close();
            } catch (Exception e) {
                throw new IllegalStateException("a listener of garbage collections does not end", e);
            }
        }
    }
}
