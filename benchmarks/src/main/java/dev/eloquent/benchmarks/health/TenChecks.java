package dev.eloquent.benchmarks.health;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The same ten checks in each library. */
final class TenChecks implements AutoCloseable {
    static final List<String> NAMES =
            IntStream.range(0, 10).mapToObj(number -> "check_" + number).toList();

    final Aggregate eloquent;
    final Aggregate springBoot;
    final Aggregate smallRyeSequential;
    final Aggregate smallRyeParallel;
    final Aggregate metricsSequential;
    final Aggregate metricsParallel;

    /**
     * Describes the checks.
     *
     * @param work what each check does before it says that all is well
     */
    TenChecks(Runnable work) {
        eloquent = new WhenAsked(EloquentAggregate::new, work);
        springBoot = new WhenAsked(SpringBootAggregate::new, work);
        smallRyeSequential = new WhenAsked(SmallRyeAggregate::sequential, work);
        smallRyeParallel = new WhenAsked(SmallRyeAggregate::parallel, work);
        metricsSequential = new WhenAsked(MetricsAggregate::sequential, work);
        metricsParallel = new WhenAsked(MetricsAggregate::parallel, work);
    }

    private List<Aggregate> all() {
        return List.of(eloquent, springBoot, smallRyeSequential, smallRyeParallel, metricsSequential, metricsParallel);
    }

    /** A thread for each check, for the libraries that leave the threads to their user. */
    static ExecutorService pool() {
        return Executors.newFixedThreadPool(NAMES.size(), task -> {
            Thread thread = new Thread(task, "checks");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        all().forEach(Aggregate::close);
    }

    /** Set up by the first answer, which falls into the warm-up: so a fork holds the library that it measures alone. */
    private static final class WhenAsked implements Aggregate {
        private final Function<Runnable, Aggregate> library;
        private final Runnable work;
        private @Nullable Aggregate aggregate;

        WhenAsked(Function<Runnable, Aggregate> library, Runnable work) {
            this.library = library;
            this.work = work;
        }

        @Override
        public byte[] fresh() throws Exception {
            if (aggregate == null) {
                aggregate = library.apply(work);
            }
            return aggregate.fresh();
        }

        @Override
        public void close() {
            if (aggregate != null) {
                aggregate.close();
            }
        }
    }
}
