package dev.eloquent.benchmarks.quotastores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.testing.RedisServer;
import dev.eloquent.testing.RequiresTool;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;

/** Each library limits in a real Redis; how fast is no concern of a test. */
@RequiresTool(value = "redis-server", debianPackage = "redis-server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RedisLimitersTest {
    private static final Limit FIVE = new Limit(5, Duration.ofMinutes(10));

    private final RedisServer server = RedisServer.start();

    static Stream<String> limiters() throws ReflectiveOperationException {
        return Stream.of(
                RedisKeys.class.getField("limiter").getAnnotation(Param.class).value());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("limiters")
    void limitsEachKeyForItself(String limiter) {
        server.ask("FLUSHALL");
        try (Limiter limit = RedisLimiters.of(limiter, FIVE, server.uri())) {
            for (String key : new String[] {"10.0.0.1", "10.0.0.2"}) {
                assertThat(Stream.generate(() -> limit.tryAcquire(key)).limit(7))
                        .containsExactly(true, true, true, true, true, false, false);
            }
        }
        assertThat(Long.parseLong(server.ask("DBSIZE"))).isGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("limiters")
    void isSharedByTwo(String limiter) {
        server.ask("FLUSHALL");
        try (Limiter one = RedisLimiters.of(limiter, FIVE, server.uri())) {
            for (int i = 0; i < 5; i++) {
                assertThat(one.tryAcquire("10.0.0.1")).isTrue();
            }
            assertThat(one.tryAcquire("10.0.0.1")).isFalse();
        }
        try (Limiter other = RedisLimiters.of(limiter, FIVE, server.uri())) {
            assertThat(other.tryAcquire("10.0.0.1")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("limiters")
    void theQuestionsAskAndAllow(String limiter) {
        for (RedisKeys question : new RedisKeys[] {new RedisKeys(), new RedisHotKey()}) {
            question.limiter = limiter;
            question.start();
            for (int i = 0; i < 100; i++) {
                assertThat(question.decide()).isTrue();
            }
            question.stop();
        }
    }

    @Test
    void aDecisionWithoutTheStoreFailsTheRun() {
        RedisServer gone = RedisServer.start();
        Limiter limiter = RedisLimiters.of("eloquentSmoothCalls", FIVE, gone.uri());
        assertThat(limiter.tryAcquire("10.0.0.1")).isTrue();
        gone.close();
        // By the local share: allowed, and nothing that was to be measured.
        assertThat(limiter.tryAcquire("10.0.0.1")).isTrue();
        assertThatThrownBy(limiter::close).hasMessageStartingWith("the store did not make all decisions: ");
    }

    @Test
    void aDenialFailsTheRun() {
        assertThatThrownBy(() -> Keys.of(1).askOnce(new Denying()))
                .hasMessage("10.0.0.0 was denied: there is plenty, so this measures something else");
    }

    private record Denying() implements Limiter {
        @Override
        public boolean tryAcquire(String key) {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void sixteenMeansSixteenThreads() {
        assertThat(RedisHotKey.class.getAnnotation(Threads.class).value()).isEqualTo(16);
        assertThat(PostgresHotKey.class.getAnnotation(Threads.class).value()).isEqualTo(16);
        assertThat(RedisKeysBySixteen.class.getAnnotation(Threads.class).value())
                .isEqualTo(16);
        assertThat(PostgresKeysBySixteen.class.getAnnotation(Threads.class).value())
                .isEqualTo(16);
        assertThat(new RedisKeysBySixteen().keys()).isEqualTo(10_000);
        assertThat(new RedisHotKey().keys()).isEqualTo(1);
        assertThat(new PostgresHotKey().keys()).isEqualTo(1);
    }
}
