package dev.eloquent.metrics;

import dev.eloquent.tracing.TraceDestination;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;

/** The settings of telemetry that the environment has. What is wrong is gathered, and told when telemetry starts. */
final class Variables {
    private static final String TELEMETRY = "TELEMETRY";
    private static final String TRACES = "TELEMETRY_TRACES";
    private static final String RATIO = "TELEMETRY_TRACES_RATIO";
    private static final String ENVIRONMENT = "ENVIRONMENT";
    private static final String REGION = "AWS_REGION";
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";
    private static final String COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String ECS = "ECS_CONTAINER_METADATA_URI_V4";
    private static final String OFF = "none";

    private final Map<String, String> variables;
    private final List<String> faults;

    Variables(Map<String, String> variables) {
        this(variables, new ArrayList<>());
    }

    /** @param faults where those are added that are found */
    Variables(Map<String, String> variables, List<String> faults) {
        this.variables = variables;
        this.faults = faults;
    }

    TelemetryBuilder telemetry(String service, String version) {
        String kind = oneOf(TELEMETRY, OFF, "cloudwatch", "emf", "otlp", OFF);
        String traces = oneOf(TRACES, tracesOf(kind), "xray", "otlp", OFF);
        boolean off = kind.equals(OFF) && traces.equals(OFF);
        TelemetryBuilder builder = new TelemetryBuilder(service, version, environment(off)).ecs(ecs());
        switch (kind) {
            case "cloudwatch" -> cloudWatch(builder, service);
            case "emf" -> builder.metrics(MetricsDestination.emf(service));
            default -> builder.metrics(MetricsDestination.memory());
        }
        switch (traces) {
            case "xray" -> xRay(builder);
            case "otlp" -> collector(builder);
            default -> builder.traces(TraceDestination.none());
        }
        ratio(builder);
        if (value(TELEMETRY).isEmpty()) {
            builder.remark(" (TELEMETRY is not set: cloudwatch, emf, otlp or none)");
        }
        return builder.faults(faults);
    }

    /** EMF is for who wants no calls to AWS, so it brings none; it would also need another permission. */
    private static String tracesOf(String kind) {
        return switch (kind) {
            case "cloudwatch" -> "xray";
            case "otlp" -> "otlp";
            default -> OFF;
        };
    }

    private String environment(boolean off) {
        Optional<String> name = value(ENVIRONMENT);
        if (name.isEmpty() && !off) {
            faults.add(ENVIRONMENT + " must be set, such as production, because alarms and traces are found by it");
        }
        return name.orElse("local");
    }

    private void cloudWatch(TelemetryBuilder builder, String service) {
        Optional<String> region = region();
        Optional<URI> endpoint = endpoint("CLOUDWATCH");
        // Without a region the SDK would look for one in the network.
        region.map(Region::of)
                .ifPresent(where -> builder.metrics(MetricsDestination.cloudWatch(
                        service,
                        settings -> settings.client(client -> {
                            client.region(where);
                            endpoint.ifPresent(client::endpointOverride);
                        }))));
    }

    private void xRay(TelemetryBuilder builder) {
        Optional<URI> endpoint = endpoint("XRAY");
        region().ifPresent(region -> builder.traces(endpoint.map(base -> TraceDestination.xRay(region, base))
                .orElseGet(() -> TraceDestination.xRay(region))));
    }

    private void collector(TelemetryBuilder builder) {
        if (value(COLLECTOR).isEmpty()) {
            add(COLLECTOR + " must be set, such as http://localhost:4318, because traces go to a collector");
        }
        address(COLLECTOR).ifPresent(base -> builder.traces(TraceDestination.collector(base)));
    }

    private void ratio(TelemetryBuilder builder) {
        value(RATIO).ifPresent(text -> {
            try {
                double part = Double.parseDouble(text);
                if (part >= 0 && part <= 1) {
                    builder.tracing(settings -> settings.ratio(part));
                    return;
                }
            } catch (NumberFormatException notANumber) {
                // As one out of range.
            }
            add(RATIO + " must be a number from 0 to 1, was '" + text + "'");
        });
    }

    /** Where the task's metadata are; nothing outside of ECS. */
    Optional<URI> ecs() {
        return address(ECS);
    }

    private Optional<String> region() {
        Optional<String> region = value(REGION).filter(name -> name.matches("[a-z]{2,}(-[a-z0-9]+)+"));
        if (region.isEmpty()) {
            add(REGION + " must be one such as eu-central-1, "
                    + value(REGION).map(is -> "was '" + is + "'").orElse("was not set"));
        }
        return region;
    }

    private Optional<URI> endpoint(String awsService) {
        Optional<URI> own = address(ENDPOINT + "_" + awsService);
        return own.isPresent() ? own : address(ENDPOINT);
    }

    private Optional<URI> address(String name) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text.get());
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getPort() <= 65_535) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException notAnAddress) {
            // As one of another scheme.
        }
        // Not quoted: some have a password in it.
        add(name + " must be http:// or https:// and a host, was not");
        return Optional.empty();
    }

    private String oneOf(String name, String unset, String... known) {
        String is = value(name).map(text -> text.toLowerCase(Locale.ROOT)).orElse(unset);
        if (List.of(known).contains(is)) {
            return is;
        }
        add(name + " must be one of " + String.join(", ", known) + ", was '" + is + "'");
        return OFF;
    }

    private void add(String fault) {
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
