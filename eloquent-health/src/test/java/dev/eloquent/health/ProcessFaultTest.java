package dev.eloquent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.RequiresTool;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What happens to a whole process: stopped and continued, its output unread, its memory and threads used up. */
final class ProcessFaultTest {
    /** Each has a process of its own and mostly waits for it: they run beside each other, not beside other classes. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Retention(RetentionPolicy.RUNTIME)
    @interface ConcurrentTest {}

    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration ZOMBIE_LIMIT = Duration.ofSeconds(30);
    private static final String[] SMALL = {"-Xmx64m", "-Xms64m", "-XX:+UseSerialGC"};

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final int port = freePort();

    @ConcurrentTest
    @RequiresTool(value = "kill", debianPackage = "procps")
    void aProcessThatWasStoppedAnswersTheFirstProbeAndStaysHealthy() {
        assertThat(answersAfterAPause("slow-check")).hasSize(120).containsOnly("HTTP/1.1 200 OK");
    }

    @ConcurrentTest
    @RequiresTool(value = "kill", debianPackage = "procps")
    void control_inRawTimeTheRunThatWasInFlightCountsAsHung() {
        assertThat(answersAfterAPause("slow-check", "without-pauses")).contains("HTTP/1.1 503 Service Unavailable");
    }

    /** The first 20 requests are written while the process is stopped, so that nothing it does comes before them. */
    private List<String> answersAfterAPause(String... options) {
        try (ChildJvm service = service(options).start()) {
            service.awaitLine("listening", START);
            await().until(() -> probe("/health/live") == 200); // one run of the slow check is over
            awaitSlowRunInFlight();
            service.signal("STOP");
            letPass(Duration.ofSeconds(15));
            List<Socket> probes = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                probes.add(sendProbe());
            }
            service.signal("CONT");
            List<String> answers = new ArrayList<>();
            for (Socket probe : probes) {
                answers.add(statusLine(probe));
            }
            for (int i = 0; i < 100; i++) {
                answers.add(statusLine(sendProbe()));
            }
            return answers;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The check begins a run at most 11 s after it began the last, which took 4 s: 8 s after its end one is in flight. */
    private void awaitSlowRunInFlight() {
        String last = body("/health/checks/slow");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !body("/health/checks/slow").equals(last));
        letPass(Duration.ofSeconds(8));
    }

    @ConcurrentTest
    void aServiceWhoseOutputNobodyReadsGoesOnAnswering() {
        try (ChildJvm service = service("log-each-probe", "flapping-check")
                .jvmArgs("-Dlogback.configurationFile=logback-never-blocks.xml")
                .unreadOutput()
                .start()) {
            await().atMost(START).until(() -> probe("/health/live") == 200);
            for (int i = 0; i < 500; i++) {
                assertThat(probe("/health/live")).as("probe %d", i).isEqualTo(200);
            }
            assertThat(service.alive()).isTrue();
        }
    }

    @ConcurrentTest
    void itsTransitionsHoldUpNothingEvenIfItsLoggerBlocks() {
        try (ChildJvm service = service("flapping-check")
                .jvmArgs("-Dlogback.configurationFile=logback-blocks.xml")
                .unreadOutput()
                .start()) {
            await().atMost(START).until(() -> probe("/health/live") == 200);
            probe("/do/clog-output");
            int before = flaps();
            await().atMost(START).until(() -> flaps() > before + 50); // five seconds, and as many lines in vain
            assertThat(probe("/health/live")).isEqualTo(200);
            assertThat(probe("/health")).isEqualTo(200);
            assertThat(service.alive()).isTrue();
        }
    }

    @ConcurrentTest
    void control_aLoggerThatBlocksStopsTheProbesThatLog() {
        try (ChildJvm service = service("log-each-probe")
                .jvmArgs("-Dlogback.configurationFile=logback-blocks.xml")
                .unreadOutput()
                .start()) {
            await().atMost(START).until(() -> probe("/health/live") == 200);
            int answered = 0;
            while (answered < 500 && probe("/health/live") == 200) {
                answered++;
            }
            assertThat(answered).isLessThan(500);
            assertThat(service.alive()).isTrue();
        }
    }

    @ConcurrentTest
    void aHeapThatIsNearlyFullIsNoZombie() {
        try (ChildJvm service = service().jvmArgs(SMALL).start()) {
            harm(service, "/do/nearly-fill-heap", "nearly full");
            assertIsNoZombie(service);
        }
    }

    @ConcurrentTest
    void aHeapThatIsFilledToTheBrimIsNoZombie() {
        try (ChildJvm service = service().jvmArgs(SMALL).start()) {
            harm(service, "/do/fill-heap", "filling");
            assertIsNoZombie(service);
        }
    }

    @ConcurrentTest
    void aHeapThatIsNearlyFullIsNoZombieUnderG1() {
        try (ChildJvm service =
                service().jvmArgs("-Xmx64m", "-Xms64m", "-XX:+UseG1GC").start()) {
            harm(service, "/do/nearly-fill-heap", "nearly full");
            assertIsNoZombie(service);
        }
    }

    @ConcurrentTest
    void control_withoutTheVitalsANearlyFullHeapIsAZombie() {
        try (ChildJvm service = service("without-vitals").jvmArgs(SMALL).start()) {
            harm(service, "/do/nearly-fill-heap", "nearly full");
            assertIsZombie();
        }
    }

    @ConcurrentTest
    @RequiresTool(value = "prlimit", debianPackage = "util-linux")
    @EnabledOnOs(OS.LINUX)
    void aProcessThatIsRefusedThreadsIsNoZombie() {
        try (ChildJvm service = fewThreads(service()).start()) {
            harm(service, "/do/use-up-threads", "no more threads");
            assertIsNoZombie(service);
        }
    }

    @ConcurrentTest
    @RequiresTool(value = "prlimit", debianPackage = "util-linux")
    @EnabledOnOs(OS.LINUX)
    void control_withoutTheVitalsAProcessThatIsRefusedThreadsIsAZombie() {
        try (ChildJvm service = fewThreads(service("without-vitals")).start()) {
            harm(service, "/do/use-up-threads", "no more threads");
            assertIsZombie();
        }
    }

    /** Little address space, so that thread stacks use it up. */
    private static ChildJvm.Builder fewThreads(ChildJvm.Builder service) {
        return service.jvmArgs(SMALL)
                .jvmArgs(
                        "-Xss16m",
                        "-XX:ReservedCodeCacheSize=32m",
                        "-XX:CompressedClassSpaceSize=32m",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto")
                .env("MALLOC_ARENA_MAX", "1")
                .under("prlimit", "--as=" + (2L << 30));
    }

    private void harm(ChildJvm service, String path, String sign) {
        service.awaitLine("listening", START);
        assertThat(probe("/health/live")).isEqualTo(200);
        probe(path);
        service.awaitLine(sign, START);
    }

    private void assertIsNoZombie(ChildJvm service) {
        await().atMost(ZOMBIE_LIMIT).until(() -> !service.alive() || probe("/health/live") != 200);
        for (int i = 0; i < 3; i++) {
            assertThat(probe("/health/live")).isNotEqualTo(200);
        }
    }

    private void assertIsZombie() {
        letPass(ZOMBIE_LIMIT);
        assertThat(probe("/health/live")).isEqualTo(200);
    }

    /** The time of another process cannot be injected. */
    private static void letPass(Duration time) {
        await().pollDelay(time).atMost(time.multipliedBy(2)).until(() -> true);
    }

    private int flaps() {
        return Integer.parseInt(body("/flaps"));
    }

    /** The status, or 0 if there was no whole answer within 2 s. */
    private int probe(String path) {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
        try {
            return answer.get(2, TimeUnit.SECONDS).statusCode();
        } catch (ExecutionException | TimeoutException noAnswer) {
            answer.cancel(true);
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String body(String path) {
        try {
            return client.send(request(path), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
    }

    private Socket sendProbe() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        try (socket) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines().findFirst().orElse("");
        }
    }

    private ChildJvm.Builder service(String... options) {
        String[] args = new String[options.length + 1];
        args[0] = String.valueOf(port);
        System.arraycopy(options, 0, args, 1, options.length);
        return ChildJvm.of(ServiceUnderTest.class).args(args);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
