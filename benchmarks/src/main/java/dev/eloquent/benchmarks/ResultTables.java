package dev.eloquent.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Prints the tables of {@code docs/benchmarks.md} from the files that {@code benchmarks/run} writes: its arguments. */
public final class ResultTables {
    private static final List<Map.Entry<String, String>> QUESTIONS = List.of(
            Map.entry("FreshAggregate", "Ten checks that do nothing, run afresh, to JSON bytes"),
            Map.entry("SlowChecks", "Ten checks of 100 ms each, run afresh, to JSON bytes"),
            Map.entry("CachedRead", "A cached read, ten checks running in the background"),
            Map.entry("CountedWork", "One piece of work begins and ends, on one thread"),
            Map.entry("CountedWorkByTwo", "One piece of work begins and ends, on each of two threads at once"),
            Map.entry("CachedSecret", "A secret that is known is read, on one thread"),
            Map.entry("CachedSecretByTwo", "A secret that is known is read, on each of two threads at once"),
            Map.entry(
                    "RefreshedSecret",
                    "A secret is read, on one thread, while all caches expire each second and each call takes 400 ms"),
            Map.entry("ColdStart", "Fifty secrets are loaded, each call takes 10 ms"),
            Map.entry("OneKey", "A limit that everybody shares decides, on one thread"),
            Map.entry("OneKeyByTwo", "A limit that everybody shares decides, on each of two threads at once"),
            Map.entry("ManyKeys", "A limit for each of a million clients decides, on one thread"),
            Map.entry("ManyKeysByTwo", "A limit for each of a million clients decides, on each of two threads at once"),
            Map.entry("RedisKeys", "Decisions through Redis: one thread, ten thousand keys"),
            Map.entry("RedisKeysBySixteen", "Decisions through Redis: sixteen threads, ten thousand keys"),
            Map.entry("RedisHotKey", "Decisions through Redis: sixteen threads, one key"),
            Map.entry("PostgresKeys", "Decisions through PostgreSQL: one thread, ten thousand keys"),
            Map.entry("PostgresKeysBySixteen", "Decisions through PostgreSQL: sixteen threads, ten thousand keys"),
            Map.entry("PostgresHotKey", "Decisions through PostgreSQL: sixteen threads, one key"),
            Map.entry("RecordTimer", "A timer records a duration, on one thread"),
            Map.entry("RecordTimerByTwo", "A timer that both share records a duration, on each of two threads at once"),
            Map.entry("TimedRequest", "A request is timed and has a span, on one thread"),
            Map.entry("TimedRequestByTwo", "A request is timed and has a span, on each of two threads at once"));

    /** What the rest of a method's name says of what the library does; what stands before a colon is kept together. */
    private static final Map<String, String> HOW = Map.ofEntries(
            Map.entry("", "adaptive"),
            Map.entry("Parallel", "parallel"),
            Map.entry("Sequential", "sequential"),
            Map.entry("Status", "cached, the status"),
            Map.entry("Bytes", "cached, the bytes"),
            Map.entry("Anonymous", "a count: `begin()`"),
            Map.entry("Named", "a record: `begin(name)`"),
            Map.entry("Request", "a record: `request(method, path)`"),
            Map.entry("Support", "a count: `GracefulShutdownSupport`"),
            Map.entry("Wrapper", "a count: `StandardWrapper`"),
            Map.entry("Adders", "a count: two `LongAdder`, no gate"),
            Map.entry("Graceful", "a record: `GracefulHandler`"),
            Map.entry("Text", "text"),
            Map.entry("Json", "JSON"),
            Map.entry("Map", "text: from a `ConcurrentHashMap`"),
            Map.entry("Volatile", "text: from a volatile field"),
            Map.entry("Statistics", "statistics: `StatisticsHandler`"),
            Map.entry("Boolean", "a boolean"),
            Map.entry("Smooth", "a boolean: smooth"),
            Map.entry("SmoothOfAClient", "a boolean: smooth, by a key"),
            Map.entry("Exact", "a boolean: exact"),
            Map.entry("Registry", "a boolean: `RateLimiterRegistry`"),
            Map.entry("InCaffeine", "a boolean: in Caffeine"),
            Map.entry("Atomic", "a boolean: GCRA on an `AtomicLong`"),
            Map.entry("AtomicInCaffeine", "a boolean: GCRA on `AtomicLong`s in Caffeine"),
            Map.entry("SmoothDecision", "a decision: smooth"),
            Map.entry("ExactDecision", "a decision: exact"),
            Map.entry("Probe", "a decision: `ConsumptionProbe`"),
            Map.entry("Clock", "nothing but the clock"),
            Map.entry("KeyOnly", "nothing but the key"),
            Map.entry("SmoothCalls", "smooth: a call for each decision"),
            Map.entry("SmoothLeases", "smooth: leases of 10 permits at most"),
            Map.entry("ExactCalls", "exact: a call for each decision"),
            Map.entry("ExactLeases", "exact: leases of 10 permits at most"),
            Map.entry("Cas", "smooth: compare and swap"),
            Map.entry("Log", "exact: a log of permits"),
            Map.entry("SelectForUpdate", "smooth: select for update, 2 connections"),
            Map.entry("SelectForUpdateTen", "smooth: select for update, 10 connections"),
            Map.entry("AdvisoryLock", "smooth: advisory lock, 2 connections"),
            Map.entry("AdvisoryLockTen", "smooth: advisory lock, 10 connections"),
            Map.entry("Distribution", "a distribution: log-linear buckets"),
            Map.entry("Explicit", "a distribution: explicit buckets"),
            Map.entry("Exponential", "a distribution: exponential buckets"),
            Map.entry("Plain", "count, sum and maximum"),
            Map.entry("Three", "count, sum, maximum and three percentiles"),
            Map.entry("Sampled", "the span is sampled"),
            Map.entry("Unsampled", "the span is not sampled"));

    private enum Library {
        ELOQUENT("eloquent", "Eloquent", ""),
        SPRING_BOOT("springBoot", "Spring Boot", "spring-boot-health"),
        SMALLRYE("smallRye", "SmallRye Health", "smallrye-health"),
        METRICS("metrics", "metrics-healthchecks", "metrics-healthchecks"),
        DROPWIZARD("dropwizard", "dropwizard-health", "dropwizard-health"),
        ARMERIA("armeria", "Armeria", "armeria"),
        JETTY("jetty", "Jetty", "jetty-server"),
        TOMCAT("tomcat", "Tomcat", "tomcat-embed-core"),
        CACHING("caching", "aws-secretsmanager-caching", "aws-secretsmanager-caching-java"),
        RESILIENCE4J("resilience4j", "resilience4j", "resilience4j-ratelimiter"),
        // Before the shorter prefix.
        BUCKET4J_LETTUCE("bucket4jLettuce", "Bucket4j", "bucket4j_jdk17-lettuce"),
        BUCKET4J_POSTGRESQL("bucket4jPostgresql", "Bucket4j", "bucket4j_jdk17-postgresql"),
        BUCKET4J("bucket4j", "Bucket4j", "bucket4j_jdk17-core"),
        GUAVA("guava", "Guava", "guava"),
        FAILSAFE("failsafe", "Failsafe", "failsafe"),
        POWERTOOLS("powertools", "powertools-parameters", "powertools-parameters-secrets"),
        MICROMETER("micrometer", "Micrometer", "micrometer-registry-cloudwatch2"),
        OPENTELEMETRY("openTelemetry", "OpenTelemetry", "opentelemetry-sdk"),
        REDISSON("redisson", "Redisson", "redisson"),
        JDK("jdk", "JDK", "");

        private final String prefix;
        private final String title;
        private final String artifact;

        Library(String prefix, String title, String artifact) {
            this.prefix = prefix;
            this.title = title;
            this.artifact = artifact;
        }

        static Library of(String method) {
            for (Library library : values()) {
                if (method.startsWith(library.prefix)) {
                    return library;
                }
            }
            throw new IllegalArgumentException("a benchmark's name must begin with its library's, was " + method
                    + ": rename it, or name the library in ResultTables");
        }

        String titleWithVersion(JsonNode versions) {
            return (title + " " + versions.path(artifact).asText()).trim();
        }

        String how(String method) {
            String how = HOW.get(method.substring(prefix.length()));
            if (how == null) {
                throw new IllegalArgumentException("a benchmark's name must end in one of "
                        + HOW.keySet().stream()
                                .filter(end -> !end.isEmpty())
                                .sorted()
                                .toList() + ", was " + method
                        + ": rename it, or say in ResultTables what it does");
            }
            return how;
        }
    }

    /** What is fast comes first in the order of {@code rank}. */
    private record Row(String library, String how, double rank, String cells) {
        String kind() {
            return how.replaceFirst(":.*", "");
        }
    }

    private ResultTables() {}

    public static void main(String[] files) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (files.length == 0) {
            out.println("No results yet: `benchmarks/run` writes them.");
        }
        for (String file : files) {
            out.print(render(new ObjectMapper().readTree(new File(file))));
        }
    }

    /** The package of the questions. */
    private static String concern(JsonNode results) {
        String[] name = results.path(0).path("benchmark").asText().split("\\.", -1);
        return name[name.length - 3];
    }

    static String render(JsonNode run) {
        JsonNode results = run.path("results");
        StringBuilder markdown = new StringBuilder();
        markdown.append("### %s, JDK %s, %d CPUs, %s\n"
                .formatted(
                        concern(results),
                        results.path(0).path("jdkVersion").asText(),
                        run.path("processors").asInt(),
                        run.path("date").asText()));
        for (Map.Entry<String, String> question : QUESTIONS) {
            Map<String, List<Row>> tables = new TreeMap<>(Comparator.reverseOrder());
            String measure = "time";
            for (JsonNode result : results) {
                String[] name = result.path("benchmark").asText().split("\\.", -1);
                if (name[name.length - 2].equals(question.getKey())) {
                    tables.computeIfAbsent(where(result.path("params")), any -> new ArrayList<>())
                            .add(row(method(name[name.length - 1], result), result, run.path("peers")));
                    measure = isRate(result) ? "a second" : "time";
                }
            }
            for (Map.Entry<String, List<Row>> table : tables.entrySet()) {
                String title = "%s%s (`%s`)".formatted(question.getValue(), table.getKey(), question.getKey());
                markdown.append(table(title, measure, table.getValue()));
            }
        }
        return markdown.append('\n').toString();
    }

    private static String where(JsonNode parameters) {
        return switch (parameters.path("room").asText()) {
            case "true" -> ": there is room";
            case "false" -> ": there is no room";
            default -> "";
        };
    }

    private static String table(String title, String measure, List<Row> rows) {
        rows.sort(Comparator.comparing(Row::kind).thenComparingDouble(Row::rank));
        StringBuilder markdown = new StringBuilder("\n%s:\n\n".formatted(title));
        markdown.append("| library | how | %s | allocated |\n|---|---|---:|---:|\n".formatted(measure));
        rows.forEach(row -> markdown.append("| %s | %s | %s |\n".formatted(row.library, row.how, row.cells)));
        return markdown.toString();
    }

    /** Of a class that asks the same of several, who was asked. */
    private static String method(String name, JsonNode result) {
        return result.path("params").path("limiter").asText(name);
    }

    private static boolean isRate(JsonNode result) {
        return result.path("mode").asText().equals("thrpt");
    }

    private static Row row(String method, JsonNode result, JsonNode versions) {
        Library library = Library.of(method);
        JsonNode metric = result.path("primaryMetric");
        double time = metric.path("score").asDouble();
        double allocated = result.path("secondaryMetrics")
                .path("gc.alloc.rate.norm")
                .path("score")
                .asDouble();
        String unit = metric.path("scoreUnit").asText().replace("/op", "").replace("us", "µs");
        double error = metric.path("scoreError").asDouble();
        String cells = measured(time, error, unit, isRate(result))
                + String.format(Locale.ROOT, " | %,.0f B", Math.abs(allocated));
        return new Row(library.titleWithVersion(versions), library.how(method), isRate(result) ? -time : time, cells);
    }

    private static String measured(double score, double error, String unit, boolean rate) {
        if (rate) {
            return time(score, error, "").trim();
        }
        // For people: nobody counts the digits of a million.
        boolean large = unit.equals("ns") && score >= 1e6;
        return large ? time(score / 1e6, error / 1e6, "ms") : time(score, error, unit);
    }

    /** Three digits; JMH's error is half of the 99.9 % interval, and not a number where it had too few samples. */
    private static String time(double time, double error, String unit) {
        String format = time < 10 ? "%,.2f" : time < 100 ? "%,.1f" : "%,.0f";
        String measured = String.format(Locale.ROOT, format, time);
        return Double.isNaN(error)
                ? measured + " " + unit
                : measured + " ± " + String.format(Locale.ROOT, format, error) + " " + unit;
    }
}
