package dev.eloquent.peers.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.peers.ClassPath;
import dev.eloquent.peers.telemetry.MeteredTask.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/** What is tried on the libraries of metrics; in real time, as no time of theirs can be injected. */
final class MetricsTrials {
    static final Duration SECOND = Duration.ofSeconds(1);
    /** So long that none ends by itself. */
    private static final Duration DAY = Duration.ofDays(1);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Longer than anybody repeats one request here. */
    private static final Duration OUTAGE = OpenTelemetryMetrics.TIMEOUT.plusSeconds(4);
    /** By which a time may be off: a step, and a machine that is busy. */
    private static final Duration OFF = Duration.ofSeconds(3);

    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final int TASKS = 10;
    /** So short that tasks that call by chance fall into it together once in a million. */
    private static final Duration TOGETHER = Duration.ofMillis(150);

    private static final int VALUES = 10_000;
    private static final int SERIES = 100;
    private static final String WORK = "work";
    private static final String WHO = "who";

    private MetricsTrials() {}

    record Budgeted(int series, double counted) {
        boolean kept() {
            return series >= SERIES / 2 && series <= SERIES;
        }

        boolean countedAll() {
            return kept() && counted == VALUES;
        }
    }

    /** @param silent nothing came of what was idle, and {@code heard} something came of the task */
    record Idle(boolean silent, boolean heard) {}

    static boolean trueP99(MetricsPeer peer, double[]... tasks) throws Exception {
        try (Intake intake = peer.intake()) {
            return trueP99(intake, () -> peer.task(intake, DAY), tasks);
        }
    }

    /** The control: Micrometer without percentiles, from what else it sends. */
    static boolean trueP99OfMeanAndMaximum(double[] times) throws Exception {
        try (Intake intake = MetricsPeer.MICROMETER.intake()) {
            return trueP99(intake, () -> new MicrometerMetrics(intake.endpoint(), DAY, SERIES).percentiles(), times);
        }
    }

    private static boolean trueP99(Intake intake, Supplier<MeteredTask> start, double[]... tasks) throws Exception {
        for (double[] times : tasks) {
            MeteredTask task = start.get();
            task.time("latency", times);
            task.close(PATIENCE);
        }
        double wanted = Percentile.p99(DoubleStream.of(flat(tasks)).toArray());
        return Percentile.candidates(arrived(intake), "latency").stream()
                .anyMatch(seen -> Math.abs(seen - wanted) <= wanted * 0.05);
    }

    private static double[] flat(double[][] tasks) {
        return List.of(tasks).stream().flatMapToDouble(DoubleStream::of).toArray();
    }

    static boolean signed(MetricsPeer peer) throws Exception {
        try (Intake cloudWatch = peer.cloudWatch()) {
            MeteredTask task = peer.task(cloudWatch, DAY);
            task.count(WORK, WHO, "a");
            task.close(PATIENCE);
            assertThat(cloudWatch.calls()).isPositive();
            return sum(arrived(cloudWatch)) == 1;
        }
    }

    static boolean outlivesAnOutage(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, SECOND);
            intake.does(Trouble.UNAVAILABLE);
            Instant then = Instant.now();
            task.count(WORK, WHO, "a");
            pause(OUTAGE);
            assertThat(intake.data()).noneMatch(datum -> datum.name().startsWith(WORK));
            intake.does(Trouble.NONE);
            task.close(PATIENCE);
            return arrived(intake).stream()
                    .anyMatch(datum -> datum.name().startsWith(WORK)
                            && datum.sum() == 1
                            && Duration.between(then, datum.time()).abs().compareTo(OFF) <= 0);
        }
    }

    static boolean publishesTheLastStep(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, DAY);
            task.count(WORK, WHO, "a");
            task.close(PATIENCE);
            return sum(arrived(intake)) == 1;
        }
    }

    /** The control: without the close. */
    static boolean publishesAtOnce(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, DAY);
            task.count(WORK, WHO, "a");
            boolean there = sum(arrived(intake)) == 1;
            task.close(PATIENCE);
            return there;
        }
    }

    static boolean closesInTime(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, DAY);
            intake.does(Trouble.HANGS);
            for (int i = 0; i < 1_000; i++) {
                task.count(WORK, WHO, "number " + i);
            }
            CompletableFuture<Said> end = new CompletableFuture<>();
            Thread closing = new Thread(() -> close(task, end), "close of " + peer);
            closing.setDaemon(true);
            closing.start();
            try {
                end.get(CLOSE.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException late) {
                return false;
            }
        }
    }

    private static void close(MeteredTask task, CompletableFuture<Said> end) {
        try {
            end.complete(task.close(CLOSE));
        } catch (Exception e) {
            end.completeExceptionally(e);
        }
    }

    static boolean saysWhatWasLost(MetricsPeer peer) throws Exception {
        return saidAtClose(peer, Trouble.NONE) == Said.ALL_ARRIVED
                && saidAtClose(peer, Trouble.REFUSES) == Said.NOT_ALL_ARRIVED
                && saidAtClose(peer, Trouble.HANGS) == Said.NOT_ALL_ARRIVED;
    }

    private static Said saidAtClose(MetricsPeer peer, Trouble trouble) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, DAY);
            // Before, as one of them hands over at once.
            intake.does(trouble);
            task.count(WORK, WHO, "a");
            Said said = task.close(SECOND.multipliedBy(2));
            assertThat(sum(arrived(intake))).isEqualTo(trouble == Trouble.NONE ? 1 : 0);
            return said;
        }
    }

    static Budgeted budget(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, DAY, SERIES);
            Random random = new Random(7);
            for (int i = 0; i < VALUES; i++) {
                task.count(WORK, WHO, Long.toHexString(random.nextLong()));
            }
            task.close(PATIENCE);
            List<Datum> data = arrived(intake);
            Set<Object> series = new HashSet<>();
            data.stream().filter(datum -> datum.name().startsWith(WORK)).forEach(datum -> series.add(datum.tags()));
            return new Budgeted(series.size(), sum(data));
        }
    }

    static boolean tellsOfLossAsAMetric(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, SECOND);
            Predicate<Datum> ofLoss = task.tellsOfLoss();
            task.count(WORK, WHO, "a");
            within(PATIENCE, () -> sum(intake.data()) == 1);
            boolean before = intake.data().stream().anyMatch(ofLoss);
            intake.does(Trouble.REFUSES);
            task.count(WORK, WHO, "a");
            // For some steps, as some divide what is refused until they know what it is about.
            pause(SECOND.multipliedBy(4));
            intake.does(Trouble.NONE);
            boolean told = within(PATIENCE, () -> intake.data().stream().anyMatch(ofLoss));
            task.close(PATIENCE);
            assertThat(sum(intake.data())).isEqualTo(1);
            return !before && told;
        } catch (UnsupportedOperationException none) {
            return false;
        }
    }

    static boolean callsApart(MetricsPeer peer) throws Exception {
        if (peer == MetricsPeer.EMF) {
            throw new NotItsWork("it has no steps");
        }
        try (Intake intake = peer.intake()) {
            List<MeteredTask> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(peer.task(intake, SECOND.multipliedBy(2)));
            }
            // Some publish what there is new alone.
            boolean often = within(PATIENCE, () -> {
                tasks.forEach(task -> task.count(WORK, WHO, "a"));
                return intake.calls() >= 4 * TASKS;
            });
            assertThat(often).isTrue();
            int together = intake.busiest(TOGETHER);
            for (MeteredTask task : tasks) {
                task.close(PATIENCE);
            }
            return together < TASKS;
        }
    }

    static boolean estimatesThePrice(MetricsPeer peer) throws Exception {
        if (!ClassPath.mentions(peer.jars, "price")) {
            return false;
        }
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, DAY);
            double price = task.monthlyPrice(10_000);
            task.close(PATIENCE);
            return price == 3_000;
        }
    }

    static Idle idle(MetricsPeer peer) throws Exception {
        try (Intake intake = peer.intake()) {
            MeteredTask task = peer.task(intake, SECOND);
            task.count(WORK, WHO, "a");
            assertThat(within(PATIENCE, () -> sum(intake.data()) == 1)).isTrue();
            pause(SECOND);
            int before = intake.data().size();
            pause(SECOND.multipliedBy(4));
            List<Datum> data = intake.data();
            List<Datum> since = data.subList(before, data.size());
            boolean silent = since.stream().noneMatch(datum -> datum.name().startsWith(WORK));
            task.close(PATIENCE);
            return new Idle(silent, !since.isEmpty());
        }
    }

    private static double sum(List<Datum> data) {
        return data.stream()
                .filter(datum -> datum.name().startsWith(WORK))
                .mapToDouble(Datum::sum)
                .sum();
    }

    /** What is there when nothing more comes, since an agent reads what was sent some time after. */
    private static List<Datum> arrived(Intake intake) throws InterruptedException {
        int before = -1;
        while (before != intake.data().size()) {
            before = intake.data().size();
            pause(Duration.ofMillis(300));
        }
        return intake.data();
    }

    private static boolean within(Duration limit, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(Duration.ofMillis(50));
        }
        return true;
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
