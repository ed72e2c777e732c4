package dev.eloquent.benchmarks.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.health.HealthStatus;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Each benchmark does the work that its name says; how fast is no concern of a test. */
final class HealthBenchmarksTest {
    /** What each library says of a check that is well. */
    private static final Map<String, String> CHECK_IS_WELL = Map.of(
            "eloquent", "\"(check_\\d)\":\"healthy\"",
            "springBoot", "\"(check_\\d)\":\\{\"status\":\"UP\"}",
            "smallRye", "\"name\": \"(check_\\d)\",\\s+\"status\": \"UP\"",
            "metrics", "\"(check_\\d)\":\\{\"healthy\":true,\"duration\":\\d+,\"timestamp\":\"[^\"]+\"}",
            "dropwizard", "\"name\":\"(check_\\d)\",\"healthy\":true,\"type\":\"READY\",\"critical\":true");

    /** What each library says of the whole; metrics and dropwizard list the checks and say it by the HTTP status. */
    private static final Map<String, String> ALL_IS_WELL = Map.of(
            "eloquent", "\\{\"status\":\"healthy\",.*",
            "springBoot", ".*},\"status\":\"UP\"}",
            "smallRye", "\\s*\\{\\s+\"status\": \"UP\",\\s+\"checks\": \\[.*",
            "metrics", "\\{\"check_0\".*",
            "dropwizard", "\\[\\{\"name\".*");

    private final List<AutoCloseable> opened = new ArrayList<>();

    static Stream<Arguments> benchmarks() {
        return Stream.of(FreshAggregate.class, CachedRead.class, SlowChecks.class)
                .flatMap(question -> Stream.of(question.getMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(method -> Arguments.of(method.getDeclaringClass().getSimpleName(), method.getName(), method));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @ParameterizedTest(name = "{0}.{1}")
    @MethodSource("benchmarks")
    void answersThatAllIsWell(String question, String name, Method benchmark) throws Exception {
        List<Object> states = new ArrayList<>();
        for (Class<?> state : benchmark.getParameterTypes()) {
            states.add(open(state));
        }

        Object answer = benchmark.invoke(open(benchmark.getDeclaringClass()), states.toArray());

        if (answer instanceof byte[] body) {
            assertThatAllAreWell(name, new String(body, StandardCharsets.UTF_8));
        } else if (answer instanceof ByteArrayOutputStream body) {
            assertThatAllAreWell(name, body.toString(StandardCharsets.UTF_8));
        } else {
            assertThat(answer).isIn(HealthStatus.HEALTHY, true);
        }
    }

    static Stream<Arguments> sequential() {
        return Stream.of(
                aggregate("springBoot", checks -> checks.springBoot),
                aggregate("smallRye", checks -> checks.smallRyeSequential),
                aggregate("metrics", checks -> checks.metricsSequential));
    }

    static Stream<Arguments> parallel() {
        return Stream.of(
                aggregate("eloquent", checks -> checks.eloquent),
                aggregate("smallRye", checks -> checks.smallRyeParallel),
                aggregate("metrics", checks -> checks.metricsParallel));
    }

    private static Arguments aggregate(String name, Function<TenChecks, Aggregate> aggregate) {
        return Arguments.of(name, aggregate);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"sequential", "parallel"})
    void everyFreshAnswerRunsEveryCheck(String name, Function<TenChecks, Aggregate> aggregate) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (TenChecks checks = new TenChecks(runs::incrementAndGet)) {
            aggregate.apply(checks).fresh();
            int before = runs.get();

            aggregate.apply(checks).fresh();

            assertThat(runs.get() - before).isEqualTo(10);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequential")
    void sequentialMeansOnTheThreadThatAsks(String name, Function<TenChecks, Aggregate> aggregate) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (TenChecks checks = new TenChecks(() -> threads.add(Thread.currentThread()))) {
            aggregate.apply(checks).fresh();
        }
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parallel")
    void parallelMeansAllTenAtTheSameTime(String name, Function<TenChecks, Aggregate> aggregate) throws Exception {
        CyclicBarrier together = new CyclicBarrier(10);
        Set<String> faults = ConcurrentHashMap.newKeySet();
        AtomicBoolean armed = new AtomicBoolean();
        Runnable meet = () -> {
            if (!armed.get()) {
                return;
            }
            try {
                together.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                faults.add(e.toString());
            }
        };
        try (TenChecks checks = new TenChecks(meet)) {
            // Runs of the start may still go on during the first answer; ten must meet, not eleven.
            aggregate.apply(checks).fresh();
            armed.set(true);
            aggregate.apply(checks).fresh();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aCheckThatIsNotWellIsFound() {
        assertThat(wellIn("springBoot", "{\"check_1\":{\"status\":\"UP\"},\"check_2\":{\"status\":\"DOWN\"}}"))
                .containsExactly("check_1");
    }

    private Object open(Class<?> type) throws Exception {
        Object opening = type.getConstructor().newInstance();
        if (opening instanceof AutoCloseable closeable) {
            opened.add(closeable);
        }
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(Setup.class)) {
                method.invoke(opening);
            }
        }
        return opening;
    }

    private static void assertThatAllAreWell(String benchmark, String body) {
        String library = CHECK_IS_WELL.keySet().stream()
                .filter(benchmark::startsWith)
                .findFirst()
                .orElseThrow();
        assertThat(wellIn(library, body)).as(body).containsExactlyInAnyOrderElementsOf(TenChecks.NAMES);
        assertThat(body).matches(Pattern.compile(ALL_IS_WELL.get(library), Pattern.DOTALL));
    }

    private static List<String> wellIn(String library, String body) {
        return Pattern.compile(CHECK_IS_WELL.get(library))
                .matcher(body)
                .results()
                .map(check -> check.group(1))
                .toList();
    }
}
