package dev.eloquent.benchmarks.health;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.dropwizard.health.DefaultHealthFactory;
import io.dropwizard.health.HealthCheckConfiguration;
import io.dropwizard.health.HealthEnvironment;
import io.dropwizard.health.HealthStatusChecker;
import io.dropwizard.health.response.HealthResponseProvider;
import io.dropwizard.health.response.JsonHealthResponseProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.component.LifeCycle;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * dropwizard-health with ten critical checks that have run, set up by its own factory with a lifecycle but without a
 * server: what its servlet asks is asked here directly.
 */
@State(Scope.Benchmark)
public class DropwizardCache implements AutoCloseable {
    /** The query {@code ?name=all}; without one the servlet's body is an empty list. */
    private static final Map<String, Collection<String>> ALL = Map.of("name", List.of("all"));

    private final LifecycleEnvironment lifecycle = new LifecycleEnvironment(new MetricRegistry());
    private final CountDownLatch firstRuns = new CountDownLatch(TenChecks.NAMES.size());
    private final HealthStatusChecker checker;
    private final HealthResponseProvider provider;

    public DropwizardCache() {
        AtomicReference<HealthStatusChecker> itsChecker = new AtomicReference<>();
        AtomicReference<HealthResponseProvider> itsProvider = new AtomicReference<>();
        DefaultHealthFactory factory = new DefaultHealthFactory();
        factory.setHealthCheckConfigurations(
                TenChecks.NAMES.stream().map(DropwizardCache::critical).toList());
        factory.setHealthResponseProviderFactory((status, states, mapper) -> {
            itsChecker.set(status);
            itsProvider.set(new JsonHealthResponseProvider(status, states, mapper));
            return itsProvider.get();
        });
        factory.setHealthResponderFactory((name, paths, responses, health, jersey, servlets, mapper) -> {});

        HealthCheckRegistry registry = new HealthCheckRegistry();
        // No servlets and no Jersey: only the responder, which does nothing here, would touch them.
        factory.configure(
                lifecycle, null, null, new HealthEnvironment(registry), Jackson.newObjectMapper(), "benchmarks");
        TenChecks.NAMES.forEach(name -> registry.register(name, new HealthCheck() {
            @Override
            protected Result check() {
                firstRuns.countDown();
                return Result.healthy();
            }
        }));
        checker = Objects.requireNonNull(itsChecker.get());
        provider = Objects.requireNonNull(itsProvider.get());
    }

    @Setup
    public void start() throws InterruptedException {
        lifecycle.getManagedObjects().forEach(managed -> LifeCycle.start(managed));
        firstRuns.await();
    }

    private static HealthCheckConfiguration critical(String name) {
        HealthCheckConfiguration configuration = new HealthCheckConfiguration();
        configuration.setName(name);
        configuration.setCritical(true);
        configuration.getSchedule().setInitialDelay(Duration.milliseconds(1));
        return configuration;
    }

    boolean isHealthy() {
        return checker.isHealthy();
    }

    void write(OutputStream out) throws IOException {
        out.write(provider.healthResponse(ALL).getMessage().getBytes(StandardCharsets.UTF_8));
    }

    @TearDown
    @Override
    public void close() {
        lifecycle.getManagedObjects().forEach(managed -> LifeCycle.stop(managed));
    }
}
