package dev.eloquent.benchmarks.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Threads;

/** Each library counts the work in the way that is measured; how fast is no concern of a test. */
final class CountedWorkTest {
    @Test
    void armeriaCountsFromTheBeginToTheEnd() throws Throwable {
        ArmeriaCounting armeria = new ArmeriaCounting();
        armeria.begin();
        armeria.begin();
        assertThat(armeria.inFlight()).isEqualTo(2);
        armeria.end();
        armeria.end();
        assertThat(armeria.inFlight()).isZero();
    }

    @Test
    void tomcatCountsFromTheBeginToTheEnd() throws Exception {
        TomcatCounting tomcat = new TomcatCounting();
        tomcat.load();
        tomcat.begin();
        tomcat.begin();
        assertThat(tomcat.inFlight()).isEqualTo(2);
        tomcat.end();
        tomcat.end();
        assertThat(tomcat.inFlight()).isZero();
    }

    @Test
    void jettyCountsUntilTheRequestIsComplete() throws Exception {
        try (JettyCounting jetty = new JettyCounting()) {
            jetty.start();
            List<Long> whileCompleting = new ArrayList<>();
            jetty.graceful(Callback.from(() -> whileCompleting.add(jetty.inFlightGraceful())));
            assertThat(whileCompleting).containsExactly(1L);
            assertThat(jetty.inFlightGraceful()).isZero();

            jetty.beginStatistics();
            jetty.beginStatistics();
            assertThat(jetty.inFlightStatistics()).isEqualTo(2);
            jetty.endStatistics();
            jetty.endStatistics();
            assertThat(jetty.inFlightStatistics()).isZero();
        }
    }

    static Stream<Arguments> ofEloquent() {
        return Stream.of(CountedWork.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .filter(method -> method.getName().startsWith("eloquent"))
                .map(method -> Arguments.of(method.getName(), method));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ofEloquent")
    void eloquentLetsTheWorkInAndHasItEnded(String name, Method benchmark) throws Exception {
        CountedWork question = new CountedWork();
        benchmark.invoke(question);
        assertThat(question.inFlight.count()).isZero();
        try (var work = question.inFlight.begin()) {
            assertThat(work.refused()).isFalse();
            assertThat(question.inFlight.count()).isEqualTo(1);
        }
    }

    @Test
    void twoMeansTwoThreadsOnOneCounter() {
        assertThat(CountedWorkByTwo.class.getAnnotation(Threads.class).value()).isEqualTo(2);
    }
}
