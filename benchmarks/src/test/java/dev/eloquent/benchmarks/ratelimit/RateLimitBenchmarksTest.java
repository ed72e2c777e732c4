package dev.eloquent.benchmarks.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.ratelimit.QuotaDecision;
import io.github.bucket4j.ConsumptionProbe;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Threads;

/** Each library decides what is measured; how fast is no concern of a test. */
final class RateLimitBenchmarksTest {
    static Stream<String> limitersOfOneKey() {
        return Stream.of(OneKey.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(Method::getName)
                .filter(name -> !name.equals("jdkClock"));
    }

    private static boolean decide(OneKey benchmark, String limiter) throws ReflectiveOperationException {
        Object decision = OneKey.class.getMethod(limiter).invoke(benchmark);
        if (decision instanceof QuotaDecision ours) {
            return ours.allowed();
        }
        return decision instanceof ConsumptionProbe probe ? probe.isConsumed() : (Boolean) decision;
    }

    @ParameterizedTest
    @MethodSource("limitersOfOneKey")
    void allowsWhereThereIsRoomAndDeniesWhereThereIsNone(String limiter) throws Exception {
        for (boolean room : new boolean[] {true, false}) {
            OneKey benchmark = new OneKey();
            benchmark.room = room;
            benchmark.make();
            for (int i = 0; i < 100; i++) {
                assertThat(decide(benchmark, limiter)).isEqualTo(room);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eloquentSmooth",
                "eloquentExact",
                "resilience4jRegistry",
                "bucket4jInCaffeine",
                "jdkAtomicInCaffeine"
            })
    void limitsEachClientForItself(String limiter) {
        Predicate<String> limit = ManyKeys.limit(limiter, ManyKeys.KEYS);
        for (String client : new String[] {"one", "other"}) {
            for (int i = 0; i < ManyKeys.PERMITS; i++) {
                assertThat(limit.test(client)).isTrue();
            }
        }
        // Some give a permit back every 60 ms.
        int denied = 0;
        for (int i = 0; i < ManyKeys.PERMITS; i++) {
            denied += limit.test("one") ? 0 : 1;
        }
        assertThat(denied).isPositive();
    }

    @Test
    void fewClientsAskOften() {
        Traffic traffic = new Traffic(10_000);
        Traffic.Position position = new Traffic.Position();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(traffic.next(position));
        }
        assertThat(seen).hasSizeBetween(2_000, 5_000);
        assertThat(traffic.everybody().distinct()).hasSize(10_000);
    }

    @Test
    void aClientIsTheSameAddressInAStringOfItsOwn() {
        Traffic traffic = new Traffic(300);
        Traffic.Position position = new Traffic.Position();
        Set<String> known = traffic.everybody().collect(Collectors.toSet());
        assertThat(known).contains("10.0.0.0", "10.0.0.99", "10.0.0.255", "10.0.1.43");
        assertThat(Stream.generate(() -> traffic.next(position)).limit(1_000))
                .allSatisfy(client -> assertThat(known).contains(client));
    }

    @Test
    void twoMeansTwoThreads() {
        assertThat(OneKeyByTwo.class.getAnnotation(Threads.class).value()).isEqualTo(2);
        assertThat(ManyKeysByTwo.class.getAnnotation(Threads.class).value()).isEqualTo(2);
    }
}
