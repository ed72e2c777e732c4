package dev.eloquent.benchmarks.shutdown;

import dev.eloquent.shutdown.InFlight;
import dev.eloquent.shutdown.Shutdown;
import dev.eloquent.shutdown.ShutdownSettings;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.util.Callback;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost that a shutdown can wait for a piece of work? One begins and ends, with nothing in between, on one
 * thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CountedWork {
    final InFlight inFlight = Shutdown.of(ShutdownSettings.defaults()).inFlight();
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    @Benchmark
    public void eloquentAnonymous() {
        inFlight.begin().close();
    }

    @Benchmark
    public void eloquentNamed() {
        inFlight.begin("import").close();
    }

    @Benchmark
    public void eloquentRequest() {
        inFlight.request("GET", "/questions").close();
    }

    @Benchmark
    public void armeriaSupport(ArmeriaCounting armeria) throws Throwable {
        armeria.begin();
        armeria.end();
    }

    @Benchmark
    public void jettyGraceful(JettyCounting jetty) throws Exception {
        jetty.graceful(Callback.NOOP);
    }

    @Benchmark
    public void jettyStatistics(JettyCounting jetty) {
        jetty.beginStatistics();
        jetty.endStatistics();
    }

    @Benchmark
    public void tomcatWrapper(TomcatCounting tomcat) throws Exception {
        tomcat.begin();
        tomcat.end();
    }

    /** The least that one could do: it has no gate, so it cannot tell whether nothing will come any more. */
    @Benchmark
    public void jdkAdders() {
        begun.increment();
        ended.increment();
    }
}
