package dev.eloquent.benchmarks.health;

import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring Boot's endpoint and the mapper of its endpoints, wired by Boot's own auto-configuration: the bytes of {@code
 * /actuator/health} with {@code show-details=always}. It knows sequential aggregation only.
 */
final class SpringBootAggregate implements Aggregate {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final HealthEndpoint endpoint;
    private final JsonMapper mapper;

    SpringBootAggregate(Runnable work) {
        context.register(
                HealthContributorRegistryAutoConfiguration.class,
                HealthEndpointAutoConfiguration.class,
                JacksonEndpointAutoConfiguration.class);
        HealthIndicator check = () -> {
            work.run();
            return Health.up().build();
        };
        TenChecks.NAMES.forEach(name -> context.registerBean(name, HealthIndicator.class, () -> check));
        context.refresh();
        endpoint = context.getBean(HealthEndpoint.class);
        mapper = context.getBean(EndpointJsonMapper.class).get();
    }

    @Override
    public byte[] fresh() {
        return mapper.writeValueAsBytes(endpoint.health());
    }

    @Override
    public void close() {
        context.close();
    }
}
