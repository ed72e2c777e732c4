package dev.eloquent.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.local.cloudwatch.LocalCloudWatch;
import dev.eloquent.local.cloudwatch.ReceivedDatum;
import dev.eloquent.local.otlp.LocalOtlp;
import dev.eloquent.testing.RedisServer;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits that are counted in Redis and telemetry, in one service, with the jars that its user gets and no others. */
final class TogetherTest {
    private static final String SERVICE = """
            package service;

            import com.sun.net.httpserver.HttpServer;
            import dev.eloquent.metrics.Telemetry;
            import dev.eloquent.metrics.http.HttpRoutes;
            import dev.eloquent.metrics.http.HttpServerTelemetry;
            import dev.eloquent.metrics.ratelimit.QuotaMeters;
            import dev.eloquent.ratelimit.QuotaPolicy;
            import dev.eloquent.ratelimit.SharedQuota;
            import dev.eloquent.ratelimit.http.ClientAddress;
            import dev.eloquent.ratelimit.http.QuotaFilter;
            import dev.eloquent.redis.RedisQuotaStore;
            import java.net.InetSocketAddress;
            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse.BodyHandlers;
            import java.time.Duration;
            import java.util.List;

            public final class Service {
                public static void main(String[] args) throws Exception {
                    Duration patience = Duration.ofSeconds(10);
                    Telemetry telemetry = Telemetry.start("shop", "1");
                    QuotaPolicy policy = QuotaPolicy.exact("per-client", 2, Duration.ofMinutes(1));
                    try (SharedQuota quota = SharedQuota.builder(RedisQuotaStore.of(args[0], patience), policy)
                            .timeout(patience)
                            .start()) {
                        telemetry.bind(QuotaMeters.of("per-client", quota));
                        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                        server.createContext("/", exchange -> {
                            exchange.sendResponseHeaders(204, -1);
                            exchange.close();
                        }).getFilters().addAll(List.of(
                                HttpServerTelemetry.of(
                                        telemetry.meters(), telemetry.openTelemetry(), HttpRoutes.of("/orders")),
                                QuotaFilter.by(ClientAddress.direct(), quota)));
                        server.start();
                        URI orders = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/orders");
                        for (int i = 0; i < 3; i++) {
                            System.out.println("answer " + HttpClient.newHttpClient()
                                    .send(HttpRequest.newBuilder(orders).build(), BodyHandlers.discarding())
                                    .statusCode());
                        }
                        server.stop(0);
                    }
                    System.out.println("end " + Service.class.getModule() + " " + telemetry.close(patience));
                    System.exit(0);
                }
            }
            """;

    private static final String MODULE =
            "module service { requires dev.eloquent.metrics; requires dev.eloquent.core; requires dev.eloquent.redis;"
                    + " requires jdk.httpserver; requires java.net.http; }";

    @TempDir
    private Path folder;

    @Test
    void onTheClassPath() throws IOException, InterruptedException {
        javac(write("Service.java", SERVICE), "--class-path", jars());
        expectAll("unnamed module", "--class-path", classes() + File.pathSeparator + jars(), "service.Service");
    }

    @Test
    void onTheModulePath() throws IOException, InterruptedException {
        write("Service.java", SERVICE);
        javac(
                write("module-info.java", MODULE),
                "--module-path",
                jars(),
                folder.resolve("src/Service.java").toString());
        expectAll(
                "module service",
                "--module-path",
                classes() + File.pathSeparator + jars(),
                "--module",
                "service/service.Service");
    }

    private void expectAll(String module, String... arguments) throws IOException, InterruptedException {
        try (RedisServer redis = RedisServer.start();
                LocalCloudWatch cloudWatch =
                        LocalCloudWatch.region("eu-central-1").start();
                LocalOtlp xRay = LocalOtlp.aws("eu-central-1").start()) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(List.of(arguments));
            command.add(redis.uri());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment()
                    .putAll(Map.of(
                            "TELEMETRY", "cloudwatch",
                            "ENVIRONMENT", "test",
                            "AWS_REGION", "eu-central-1",
                            "AWS_ACCESS_KEY_ID", "local",
                            "AWS_SECRET_ACCESS_KEY", "local",
                            "AWS_ENDPOINT_URL_CLOUDWATCH", cloudWatch.endpoint().toString(),
                            "AWS_ENDPOINT_URL_XRAY", xRay.endpoint().toString()));
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();

            assertThat(said.lines().filter(line -> line.startsWith("answer ")))
                    .as(said)
                    .containsExactly("answer 204", "answer 204", "answer 429");
            assertThat(said).contains("end " + module, " 0 dropped, 0 uncertain, 0 waiting; traces: 3 sent, 0 dropped");
            assertThat(cloudWatch.data("shop", "http.server.requests"))
                    .extracting(ReceivedDatum::dimensions)
                    .anySatisfy(dimensions -> assertThat(dimensions)
                            .containsEntry("status", "429")
                            .containsEntry("uri", "/orders"));
            assertThat(cloudWatch.data("shop", "eloquent.ratelimit.store.calls"))
                    .isNotEmpty();
            assertThat(xRay.spans()).hasSize(3);
        }
    }

    private Path classes() {
        return folder.resolve("classes");
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve("src").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private void javac(String source, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        String[] all = Stream.concat(Stream.of("-d", classes().toString(), source), Stream.of(arguments))
                .toArray(String[]::new);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(out, out, all);
        assertThat(code).as(said.toString()).isZero();
    }

    /** Of both modules together; jars, or in a build that packages nothing folders of classes. */
    private static String jars() throws IOException {
        TreeSet<String> artifacts =
                new TreeSet<>(List.of("dev.eloquent:eloquent-metrics", "dev.eloquent:eloquent-redis"));
        for (String module : List.of("eloquent-metrics", "eloquent-redis")) {
            artifacts.addAll(Files.readAllLines(Repository.ROOT.resolve(module).resolve("runtime-jars.txt")));
        }
        List<String> found = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> artifacts.stream().anyMatch(artifact -> isOf(artifact, Path.of(entry))))
                .toList();
        assertThat(found).as("of %s", artifacts).hasSameSizeAs(artifacts);
        return String.join(File.pathSeparator, found);
    }

    private static boolean isOf(String artifact, Path entry) {
        String name = artifact.substring(artifact.indexOf(':') + 1);
        Path ours = Repository.ROOT.resolve(name).resolve("target");
        Path theirs = Path.of(artifact.substring(0, artifact.indexOf(':')).replace('.', '/'), name);
        return entry.startsWith(ours)
                || (entry.getNameCount() > 3 && entry.getParent().getParent().endsWith(theirs));
    }
}
