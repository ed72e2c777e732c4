package dev.eloquent.local.command;

import dev.eloquent.local.LocalService;
import dev.eloquent.local.ecs.LocalEcsAgent;
import dev.eloquent.local.ecs.LocalEcsAgentBuilder;
import dev.eloquent.local.ecs.Refusal;
import dev.eloquent.local.openai.LocalOpenAi;
import dev.eloquent.local.pinecone.LocalPinecone;
import dev.eloquent.local.pinecone.LocalPineconeBuilder;
import dev.eloquent.local.pinecone.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A service that the command can start.
 *
 * @param word its name on the command line
 * @param endpointSetting the usual name of the setting that takes its endpoint
 * @param keySetting the usual name of the setting that takes its key, if it has one
 * @param options what can be said of it
 * @param start starts it; options that are wrong are an {@link IllegalArgumentException}
 */
record Offer(
        String word,
        String endpointSetting,
        Optional<String> keySetting,
        List<Option> options,
        Function<Options, LocalService> start) {

    /** A service that is to come has its line here. */
    static final List<Offer> ALL = List.of(
            new Offer(
                    "pinecone",
                    "PINECONE_INDEX_HOST",
                    Optional.of("PINECONE_API_KEY"),
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
                    Optional.of("OPENAI_API_KEY"),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--api-key", "the key that clients must send (local)")),
                    options -> LocalOpenAi.apiKey(options.apiKey()).start(options.port())),
            new Offer(
                    "ecs",
                    "ECS_AGENT_URI",
                    Optional.empty(),
                    List.of(
                            new Option("--port", "a port, 0 for any that is free (0)"),
                            new Option("--refuses", refusals() + " (nothing)")),
                    Offer::ecs));

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

    private static String refusals() {
        return Arrays.stream(Refusal.values()).map(Refusal::wireName).collect(Collectors.joining(", "));
    }

    /** One line: where it listens, and what a client has to be told. A key that was chosen is not repeated. */
    String settings(LocalService service, Options given) {
        String key = given.has("--api-key") ? "(as given)" : given.apiKey();
        return word + " " + endpointSetting + "=" + service.endpoint()
                + keySetting.map(setting -> " " + setting + "=" + key).orElse("");
    }

    record Option(String name, String meaning) {}
}
