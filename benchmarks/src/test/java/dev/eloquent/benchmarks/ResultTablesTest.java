package dev.eloquent.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eloquent.benchmarks.quotastores.PostgresKeys;
import dev.eloquent.benchmarks.quotastores.RedisKeys;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

final class ResultTablesTest {
    @Test
    void saysWhenOnWhatAndHowOfEachQuestionThatWasAsked() throws Exception {
        assertThat(render(
                        result("health.FreshAggregate.springBootSequential", "8.126", "0.25", "us/op", "9012.4"),
                        result("health.FreshAggregate.metricsParallel", "1234.5", "67.8", "us/op", "7000"),
                        result("health.FreshAggregate.eloquent", "12.34", "\"NaN\"", "us/op", "512"),
                        result("health.CachedRead.eloquentStatus", "4.2", "0.1", "ns/op", "1.0E-6"),
                        result("health.CachedRead.dropwizardBytes", "99.96", "1", "ns/op", "800")))
                .isEqualTo("""
                        ### health, JDK 17.0.1, 2 CPUs, 2026-11-23

                        Ten checks that do nothing, run afresh, to JSON bytes (`FreshAggregate`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | Eloquent | adaptive | 12.3 µs | 512 B |
                        | metrics-healthchecks 4.2.39 | parallel | 1,235 ± 68 µs | 7,000 B |
                        | Spring Boot 4.1.2 | sequential | 8.13 ± 0.25 µs | 9,012 B |

                        A cached read, ten checks running in the background (`CachedRead`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | dropwizard-health 5.0.2 | cached, the bytes | 100.0 ± 1.0 ns | 800 B |
                        | Eloquent | cached, the status | 4.20 ± 0.10 ns | 0 B |

                        """);
    }

    @Test
    void keepsWhatIsOfAKindTogetherFastestFirst() throws Exception {
        assertThat(render(
                        result("shutdown.CountedWork.jettyGraceful", "36", "1", "ns/op", "40"),
                        result("shutdown.CountedWork.jdkAdders", "17", "1", "ns/op", "0"),
                        result("shutdown.CountedWork.eloquentAnonymous", "16", "1", "ns/op", "0"),
                        result("shutdown.CountedWorkByTwo.armeriaSupport", "70", "1", "ns/op", "0")))
                .isEqualTo("""
                        ### shutdown, JDK 17.0.1, 2 CPUs, 2026-11-23

                        One piece of work begins and ends, on one thread (`CountedWork`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | Eloquent | a count: `begin()` | 16.0 ± 1.0 ns | 0 B |
                        | JDK | a count: two `LongAdder`, no gate | 17.0 ± 1.0 ns | 0 B |
                        | Jetty 12.1.12 | a record: `GracefulHandler` | 36.0 ± 1.0 ns | 40 B |

                        One piece of work begins and ends, on each of two threads at once (`CountedWorkByTwo`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | Armeria 1.40.0 | a count: `GracefulShutdownSupport` | 70.0 ± 1.0 ns | 0 B |

                        """);
    }

    @Test
    void aParameterIsATableOrNamesWhoIsAsked() throws Exception {
        String room = result("ratelimit.OneKey.guavaBoolean", "40", "1", "ns/op", "0");
        String none = room.replace("\"benchmark\"", "\"params\": {\"room\": \"false\"}, \"benchmark\"");
        assertThat(render(
                        none,
                        room.replace("\"benchmark\"", "\"params\": {\"room\": \"true\"}, \"benchmark\""),
                        result("ratelimit.ManyKeys.decide", "90", "1", "ns/op", "0")
                                .replace("\"benchmark\"", "\"params\": {\"limiter\": \"jdkKeyOnly\"}, \"benchmark\"")))
                .isEqualTo("""
                        ### ratelimit, JDK 17.0.1, 2 CPUs, 2026-11-23

                        A limit that everybody shares decides, on one thread: there is room (`OneKey`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | Guava | a boolean | 40.0 ± 1.0 ns | 0 B |

                        A limit that everybody shares decides, on one thread: there is no room (`OneKey`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | Guava | a boolean | 40.0 ± 1.0 ns | 0 B |

                        A limit for each of a million clients decides, on one thread (`ManyKeys`):

                        | library | how | time | allocated |
                        |---|---|---:|---:|
                        | JDK | nothing but the key | 90.0 ± 1.0 ns | 0 B |

                        """);
    }

    @Test
    void namesWhoWasAskedAndPutsTheMostInASecondFirst() throws Exception {
        assertThat(render(
                        rate("PostgresHotKey", "bucket4jPostgresqlAdvisoryLock", "249.6", "12"),
                        rate("PostgresHotKey", "eloquentSmoothLeases", "34567.8", "1234"),
                        rate("PostgresHotKey", "eloquentExactLeases", "23456.7", "1234")))
                .isEqualTo("""
                        ### quotastores, JDK 17.0.1, 2 CPUs, 2026-11-23

                        Decisions through PostgreSQL: sixteen threads, one key (`PostgresHotKey`):

                        | library | how | a second | allocated |
                        |---|---|---:|---:|
                        | Eloquent | exact: leases of 10 permits at most | 23,457 ± 1,234 | 400 B |
                        | Eloquent | smooth: leases of 10 permits at most | 34,568 ± 1,234 | 400 B |
                        | Bucket4j 8.18.0 | smooth: advisory lock, 2 connections | 250 ± 12 | 400 B |

                        """);
    }

    @Test
    void knowsAllWhoAreAskedInAStore() throws ReflectiveOperationException {
        for (Class<?> question : List.of(RedisKeys.class, PostgresKeys.class)) {
            Param limiters = question.getField("limiter").getAnnotation(Param.class);
            assertThat(limiters.value())
                    .hasSizeGreaterThan(4)
                    .allSatisfy(limiter -> assertThat(render(rate(question.getSimpleName(), limiter, "1", "1")))
                            .contains(" B |"));
        }
    }

    @Test
    void refusesAMethodWhoseNameDoesNotTell() {
        assertThatThrownBy(() -> render(result("health.FreshAggregate.helidon", "1", "1", "us/op", "1")))
                .hasMessage("a benchmark's name must begin with its library's, was helidon: rename it, or name the"
                        + " library in ResultTables");
        assertThatThrownBy(() -> render(result("health.FreshAggregate.metricsFast", "1", "1", "us/op", "1")))
                .hasMessage(
                        "a benchmark's name must end in one of [Adders, AdvisoryLock, AdvisoryLockTen, Anonymous, Atomic, AtomicInCaffeine, Boolean, Bytes, Cas, Clock, Distribution, Exact, ExactCalls, ExactDecision, ExactLeases, Explicit, Exponential, Graceful, InCaffeine, Json, KeyOnly, Log, Map, Named, Parallel, Plain, Probe, Registry, Request, Sampled, SelectForUpdate, SelectForUpdateTen, Sequential, Smooth, SmoothCalls, SmoothDecision, SmoothLeases, SmoothOfAClient, Statistics, Status, Support, Text, Three, Unsampled, Volatile, Wrapper], was metricsFast: rename it, or"
                                + " say in ResultTables what it does");
    }

    private static String render(String... results) throws JsonProcessingException {
        return ResultTables.render(new ObjectMapper().readTree("""
                {"date": "2026-11-23", "processors": 2, "results": [%s], "peers": {
                 "spring-boot-health": "4.1.2", "metrics-healthchecks": "4.2.39", "dropwizard-health": "5.0.2",
                 "bucket4j_jdk17-postgresql": "8.18.0", "jetty-server": "12.1.12", "armeria": "1.40.0"}}
                """.formatted(String.join(",", results))));
    }

    private static String rate(String question, String limiter, String score, String error) {
        return """
                {"benchmark": "dev.eloquent.benchmarks.quotastores.%s.decide", "mode": "thrpt", "jdkVersion": "17.0.1",
                 "params": {"limiter": "%s"},
                 "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "ops/s"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 400, "scoreUnit": "B/op"}}}
                """.formatted(question, limiter, score, error);
    }

    /** As much of JMH's result format as is read. */
    private static String result(String name, String score, String error, String unit, String allocated) {
        return """
                {"benchmark": "dev.eloquent.benchmarks.%s", "jdkVersion": "17.0.1",
                 "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "%s"},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": %s, "scoreUnit": "B/op"}}}
                """.formatted(name, score, error, unit, allocated);
    }
}
