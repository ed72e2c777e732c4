package dev.eloquent.metrics;

import dev.eloquent.metrics.cloudwatch.CloudWatchRegistry;
import dev.eloquent.metrics.cloudwatch.CloudWatchRegistryBuilder;
import dev.eloquent.metrics.emf.EmfRegistry;
import dev.eloquent.metrics.emf.EmfRegistryBuilder;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where metrics go. Immutable; opened once, by the telemetry that it is given to. */
public final class MetricsDestination {
    private final String name;
    private final Opening opening;

    /** Makes the registry. */
    interface Opening {
        /**
         * Makes it, and starts its threads.
         *
         * @param common tags that it must have before it has meters
         * @throws IllegalArgumentException saying all that is wrong with its settings
         */
        MeterOutlet open(List<Tag> common);
    }

    private MetricsDestination(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /**
     * CloudWatch, by PutMetricData each minute. Needs {@code cloudwatch:PutMetricData} for the task role. Region, endpoint
     * and credentials are those of any program of the AWS SDK.
     *
     * @param namespace of the metrics, such as the service's name: 1 to 255 of {@code A-Za-z0-9.-_/#:}
     */
    public static MetricsDestination cloudWatch(String namespace) {
        return cloudWatch(namespace, settings -> {});
    }

    /** As above, with settings: a budget of series, dimensions, the SDK's client, and so on. */
    public static MetricsDestination cloudWatch(String namespace, Consumer<CloudWatchRegistryBuilder> settings) {
        return cloudWatch(new Namespaced(namespace), settings);
    }

    /** As above, with Micrometer's configuration, which also has the step and the batch size. */
    public static MetricsDestination cloudWatch(CloudWatchConfig config, Consumer<CloudWatchRegistryBuilder> settings) {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(settings, "settings");
        return new MetricsDestination("CloudWatch", common -> {
            CloudWatchRegistryBuilder builder = CloudWatchRegistry.of(config).commonTags(common);
            settings.accept(builder);
            return new CloudWatchOutlet(builder.start());
        });
    }

    /**
     * Standard output, as lines of CloudWatch's embedded metric format, which a log driver or an agent takes there.
     *
     * @param namespace of the metrics: 1 to 255 characters of printable ASCII
     */
    public static MetricsDestination emf(String namespace) {
        return emf(namespace, settings -> {});
    }

    /** As above, with settings: a budget of series, dimensions, the step, and so on. */
    public static MetricsDestination emf(String namespace, Consumer<EmfRegistryBuilder> settings) {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(settings, "settings");
        return new MetricsDestination("EMF on standard output", common -> {
            EmfRegistryBuilder builder = EmfRegistry.of(namespace).commonTags(common);
            settings.accept(builder);
            return new EmfOutlet(builder.start());
        });
    }

    /** This process alone: meters count, and can be read by the program. For laptops and tests. */
    public static MetricsDestination memory() {
        return new MetricsDestination("memory", common -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            registry.config().commonTags(common);
            return new HeldOutlet(registry);
        });
    }

    /** Nowhere: meters can be made and recorded to, and keep nothing. */
    public static MetricsDestination none() {
        return new MetricsDestination("nowhere", common -> new HeldOutlet(new CompositeMeterRegistry()));
    }

    /**
     * Any registry of Micrometer's. The telemetry closes it in the end, and waits for that no longer than its own deadline.
     * It cannot be flushed: where a shutdown only flushes, its last step is lost. It does not tell what became of its data
     * either, so no report on it is complete.
     *
     * @param registry without meters, since those that it has already get no common tags
     */
    public static MetricsDestination registry(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        return new MetricsDestination(registry.getClass().getSimpleName(), common -> {
            if (!registry.getMeters().isEmpty()) {
                throw new IllegalArgumentException("registry must have no meters yet, had "
                        + registry.getMeters().size()
                        + ": bind them with Telemetry.bind, so that they have common tags");
            }
            registry.config().commonTags(common);
            return new ForeignOutlet(registry);
        });
    }

    MeterOutlet open(List<Tag> common) {
        return opening.open(common);
    }

    /** Such as {@code CloudWatch}. */
    @Override
    public String toString() {
        return name;
    }

    /** A namespace; all else as Micrometer has it. */
    private record Namespaced(String namespace) implements CloudWatchConfig {
        Namespaced {
            Objects.requireNonNull(namespace, "namespace");
        }

        @Override
        public @Nullable String get(String key) {
            return null;
        }
    }
}
