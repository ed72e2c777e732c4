package dev.eloquent.benchmarks.health;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.codahale.metrics.json.HealthCheckModule;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.health.HealthCheck;
import dev.eloquent.health.HealthChecks;
import dev.eloquent.health.HealthChecksBuilder;
import dev.eloquent.health.http.HealthResponse;
import dev.eloquent.health.http.HealthRoutes;
import io.dropwizard.health.DefaultHealthFactory;
import io.dropwizard.health.HealthCheckConfiguration;
import io.dropwizard.health.HealthEnvironment;
import io.dropwizard.health.response.HealthResponseProvider;
import io.dropwizard.health.response.JsonHealthResponseProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Five libraries with ten critical checks each, as they answer the probe of a stranger with their own defaults. */
enum Library {
    ELOQUENT("Eloquent") {
        @Override
        Probed start(Runnable work) {
            HealthChecksBuilder builder = HealthChecks.of("table", "1");
            TenChecks.NAMES.forEach(name -> builder.critical(
                    name,
                    HealthCheck.completes(work::run),
                    settings -> settings.interval(INTERVAL).timeout(TIMEOUT)));
            HealthChecks health = builder.start();
            HealthRoutes routes = HealthRoutes.of(health);
            return new Probed(
                    () -> {
                        HealthResponse response = routes.answer("GET", "", () -> false);
                        ByteArrayOutputStream body = new ByteArrayOutputStream();
                        response.writeBody(body);
                        routes.answer("GET", "/checks", () -> false).writeBody(body);
                        return new Answer(response.status() == 200, body.toString(StandardCharsets.UTF_8));
                    },
                    health::close);
        }
    },
    SPRING_BOOT("Spring Boot 4.1") {
        @Override
        Probed start(Runnable work) {
            AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
            context.register(
                    HealthContributorRegistryAutoConfiguration.class,
                    HealthEndpointAutoConfiguration.class,
                    JacksonEndpointAutoConfiguration.class);
            HealthIndicator check = new AbstractHealthIndicator() {
                @Override
                protected void doHealthCheck(Health.Builder builder) {
                    work.run();
                    builder.up();
                }
            };
            TenChecks.NAMES.forEach(name -> context.registerBean(name, HealthIndicator.class, () -> check));
            context.refresh();
            boolean details =
                    context.getBean(HealthEndpointGroups.class).getPrimary().showDetails(SecurityContext.NONE);
            return new Probed(
                    () -> {
                        HealthDescriptor health =
                                context.getBean(HealthEndpoint.class).health();
                        Object shown = details ? health : health.getStatus();
                        return new Answer(
                                health.getStatus().equals(Status.UP),
                                context.getBean(EndpointJsonMapper.class).get().writeValueAsString(shown));
                    },
                    context::close);
        }
    },
    SMALLRYE("SmallRye Health 4.3") {
        @Override
        Probed start(Runnable work) {
            var registry = HealthRegistries.getRegistry(HealthType.READINESS);
            for (String name : TenChecks.NAMES) {
                org.eclipse.microprofile.health.HealthCheck check = () -> {
                    work.run();
                    return HealthCheckResponse.up(name);
                };
                registry.register(name, check);
            }
            SmallRyeHealthReporter reporter = new SmallRyeHealthReporter();
            return new Probed(
                    () -> {
                        SmallRyeHealth health = reporter.getHealth();
                        return new Answer(!health.isDown(), health.getPayload().toString());
                    },
                    () -> TenChecks.NAMES.forEach(registry::remove));
        }
    },
    DROPWIZARD("dropwizard-health 5.0") {
        @Override
        Probed start(Runnable work) {
            DefaultHealthFactory factory = new DefaultHealthFactory();
            factory.setHealthCheckConfigurations(TenChecks.NAMES.stream()
                    .map(name -> {
                        HealthCheckConfiguration check = new HealthCheckConfiguration();
                        check.setName(name);
                        check.setCritical(true);
                        var interval = io.dropwizard.util.Duration.milliseconds(INTERVAL.toMillis());
                        check.getSchedule().setInitialDelay(io.dropwizard.util.Duration.milliseconds(1));
                        check.getSchedule().setCheckInterval(interval);
                        check.getSchedule().setDowntimeInterval(interval);
                        return check;
                    })
                    .toList());
            AtomicReference<HealthResponseProvider> provider = new AtomicReference<>();
            factory.setHealthResponseProviderFactory((status, states, mapper) -> {
                provider.set(new JsonHealthResponseProvider(status, states, mapper));
                return provider.get();
            });
            factory.setHealthResponderFactory((name, paths, responses, health, jersey, servlets, mapper) -> {});
            LifecycleEnvironment lifecycle = new LifecycleEnvironment(new MetricRegistry());
            HealthCheckRegistry registry = new HealthCheckRegistry();
            factory.configure(
                    lifecycle, null, null, new HealthEnvironment(registry), Jackson.newObjectMapper(), "table");
            TenChecks.NAMES.forEach(name -> registry.register(name, metricsCheck(work)));
            lifecycle.getManagedObjects().forEach(managed -> LifeCycle.start(managed));
            return new Probed(
                    () -> {
                        var response = provider.get().healthResponse(Map.of("name", List.of("all")));
                        return new Answer(response.getStatus() == 200, response.getMessage());
                    },
                    () -> lifecycle.getManagedObjects().forEach(managed -> LifeCycle.stop(managed)));
        }
    },
    METRICS("metrics-healthchecks 4.2") {
        @Override
        Probed start(Runnable work) {
            HealthCheckRegistry registry = new HealthCheckRegistry();
            TenChecks.NAMES.forEach(name -> registry.register(name, metricsCheck(work)));
            ObjectMapper mapper = new ObjectMapper().registerModule(new HealthCheckModule());
            return new Probed(
                    () -> {
                        SortedMap<String, com.codahale.metrics.health.HealthCheck.Result> results =
                                registry.runHealthChecks();
                        boolean well = results.values().stream()
                                .allMatch(com.codahale.metrics.health.HealthCheck.Result::isHealthy);
                        return new Answer(well, mapper.writeValueAsString(results));
                    },
                    registry::shutdown);
        }
    };

    /** How often those look that look by themselves, and how long they wait, if they limit that at all. */
    static final Duration INTERVAL = Duration.ofMillis(300);

    private static final Duration TIMEOUT = Duration.ofMillis(200);

    final String column;

    Library(String column) {
        this.column = column;
    }

    abstract Probed start(Runnable work);

    private static com.codahale.metrics.health.HealthCheck metricsCheck(Runnable work) {
        return new com.codahale.metrics.health.HealthCheck() {
            @Override
            protected Result check() {
                work.run();
                return Result.healthy();
            }
        };
    }

    /** What a load balancer would take from it, and what a stranger sees. */
    record Answer(boolean well, String body) {}

    interface Probe {
        Answer answer() throws Exception;
    }

    record Probed(Probe probe, Runnable end) implements AutoCloseable {
        Answer answer() throws Exception {
            return probe.answer();
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
