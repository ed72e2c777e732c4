package dev.eloquent.local.command;

import dev.eloquent.local.LocalService;
import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.LocalCloudWatchBuilder;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.ecs.LocalEcsAgentBuilder;
import dev.eloquent.local.ecs.Refusal;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.local.otlp.LocalOtlpBuilder;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.local.pinecone.LocalPineconeBuilder;
import dev.eloquent.local.pinecone.Metric;
import dev.eloquent.local.secretsmanager.LocalSecretsManager;
import dev.eloquent.local.secretsmanager.LocalSecretsManagerBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A service that the command can start.
 *
 * @param word its name on the command line
 * @param endpointSetting the usual name of the setting that takes its endpoint
 * @param otherSettings what else a client needs, under its usual names
 * @param options what can be said of it
 * @param start starts it; options that are wrong are an {@link IllegalArgumentException}
 */
record Offer(
        String word,
        String endpointSetting,
        BiFunction<LocalService, Options, List<String>> otherSettings,
        List<Option> options,
        Function<Options, LocalService> start) {

    private static final String DEFAULT_REGION = "us-east-1";

    /** A service that is to come has its line here. */
    static final List<Offer> ALL = List.of(
            new Offer(
                    "pinecone",
                    "PINECONE_INDEX_HOST",
                    (service, options) -> List.of("PINECONE_API_KEY=" + shown(options)),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--api-key", "the key that clients must send (local)"),
                            new Option("--dimension", "how many numbers a vector has (1536)"),
                            new Option("--metric", "cosine, dotproduct or euclidean (cosine)"),
                            new Option("--capacity", "how many vectors it holds (any number)"),
                            new Option("--describes-per-second", "how many describe_index_stats it answers (100)")),
                    Offer::pinecone),
            new Offer(
                    "openai",
                    "OPENAI_BASE_URL",
                    (service, options) -> List.of("OPENAI_API_KEY=" + shown(options)),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--api-key", "the key that clients must send (local)")),
                    options -> LocalOpenAi.apiKey(options.apiKey()).start(options.port())),
            new Offer(
                    "ecs",
                    "ECS_AGENT_URI",
                    (service, options) ->
                            List.of("ECS_CONTAINER_METADATA_URI_V4=" + ((LocalEcsAgent) service).metadata()),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--refuses", refusals() + " (nothing)")),
                    Offer::ecs),
            new Offer(
                    "secretsmanager",
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                    (service, options) -> forAws(region(options)),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--region", "where its secrets are (" + DEFAULT_REGION + ")"),
                            new Option("--seed", "a JSON file of secrets, {\"name\": \"string\" or {object}} (none)")),
                    Offer::secretsManager),
            new Offer(
                    "cloudwatch",
                    "AWS_ENDPOINT_URL_CLOUDWATCH",
                    (service, options) -> forAws(region(options)),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--region", "which clients must sign for (" + DEFAULT_REGION + ")"),
                            new Option(
                                    "--capacity",
                                    "how many data are kept (" + LocalCloudWatchBuilder.DEFAULT_CAPACITY + ")")),
                    Offer::cloudWatch),
            new Offer(
                    "otlp",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    (service, options) ->
                            options.text("--aws").map(Offer::forAws).orElse(List.of()),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--aws", "a region, whose endpoints want signatures (a collector)")),
                    Offer::otlp),
            new Offer(
                    "telemetry",
                    "PAGE",
                    Offer::telemetrySettings,
                    List.of(
                            new Option("--port", "a port for the page, 0 for any that is free (0)"),
                            new Option("--cloudwatch-port", "one for CloudWatch (0)"),
                            new Option("--otlp-port", "one for the collector (0)"),
                            new Option("--region", "which clients must sign for (" + DEFAULT_REGION + ")")),
                    Offer::telemetry));

    private static LocalService pinecone(Options options) {
        LocalPineconeBuilder builder = LocalPinecone.index("local").apiKey(options.apiKey());
        options.number("--dimension").ifPresent(builder::dimension);
        options.oneOf("--metric", Metric.values(), Metric::wireName).ifPresent(builder::metric);
        options.number("--capacity").ifPresent(builder::capacity);
        options.number("--describes-per-second").ifPresent(builder::describesPerSecond);
        return builder.start(options.port());
    }

    private static LocalService ecs(Options options) {
        LocalEcsAgentBuilder builder = LocalEcsAgent.task("local");
        options.oneOf("--refuses", Refusal.values(), Refusal::wireName).ifPresent(builder::refuses);
        return builder.start(options.port());
    }

    private static LocalService secretsManager(Options options) {
        LocalSecretsManagerBuilder builder = LocalSecretsManager.region(region(options));
        options.text("--seed").map(Path::of).ifPresent(builder::seed);
        return builder.start(options.port());
    }

    private static LocalService cloudWatch(Options options) {
        LocalCloudWatchBuilder builder = LocalCloudWatch.region(region(options));
        options.number("--capacity").ifPresent(builder::capacity);
        return builder.start(options.port());
    }

    private static LocalService otlp(Options options) {
        LocalOtlpBuilder builder = options.text("--aws").map(LocalOtlp::aws).orElseGet(LocalOtlp::collector);
        return builder.start(options.port());
    }

    private static LocalService telemetry(Options options) {
        return TelemetryStandIns.start(
                region(options),
                options.number("--cloudwatch-port").orElse(0),
                options.number("--otlp-port").orElse(0),
                options.port());
    }

    private static List<String> telemetrySettings(LocalService service, Options options) {
        TelemetryStandIns telemetry = (TelemetryStandIns) service;
        List<String> words = new ArrayList<>(List.of(
                "AWS_ENDPOINT_URL_CLOUDWATCH=" + telemetry.cloudWatch().endpoint(),
                "AWS_ENDPOINT_URL_XRAY=" + telemetry.otlp().endpoint(),
                "OTEL_EXPORTER_OTLP_ENDPOINT=" + telemetry.otlp().endpoint()));
        words.addAll(forAws(region(options)));
        return words;
    }

    /** With credentials that all stand-ins take. */
    private static List<String> forAws(String region) {
        return List.of("AWS_REGION=" + region, "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local");
    }

    private static String region(Options options) {
        return options.text("--region").orElse(DEFAULT_REGION);
    }

    private static String refusals() {
        return Arrays.stream(Refusal.values()).map(Refusal::wireName).collect(Collectors.joining(", "));
    }

    /** A key that was chosen is not repeated. */
    private static String shown(Options given) {
        return given.text("--api-key").map(chosen -> "(as given)").orElseGet(given::apiKey);
    }

    /** One line: where it listens, and what a client has to be told. */
    String settings(LocalService service, Options given) {
        List<String> words = new ArrayList<>(List.of(word, endpointSetting + "=" + service.endpoint()));
        words.addAll(otherSettings.apply(service, given));
        return String.join(" ", words);
    }

    record Option(String name, String meaning) {}
}
