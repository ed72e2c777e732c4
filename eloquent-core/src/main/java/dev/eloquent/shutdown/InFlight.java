package dev.eloquent.shutdown;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the service is doing at the moment, so that a shutdown can wait for it: requests and other work. Get it from
 * {@link Shutdown#inFlight()}.
 *
 * <p>Safe for use by several threads; nothing here blocks.
 */
public final class InFlight {
    /** How much of the work that was cut the report names. */
    private static final int MOST_NAMED = 50;

    private final ShutdownSettings settings;
    private final Time time;
    private final List<String> belowHealth;
    private final Traffic traffic;
    private final GatedCounter counter = new GatedCounter();
    private final Set<NamedWork> named = ConcurrentHashMap.newKeySet();
    private final LongAdder refused = new LongAdder();
    private volatile boolean exiting;
    private volatile Cut cut = new Cut(0, List.of());

    /** What had not ended when the time for work did. */
    record Cut(long count, List<CutWork> named) {}

    InFlight(ShutdownSettings settings, Time time) {
        this.settings = settings;
        this.time = time;
        this.belowHealth = settings.healthPaths().stream()
                .map(path -> path.endsWith("/") ? path : path + "/")
                .toList();
        this.traffic = new Traffic(settings);
    }

    /**
     * Begins work that needs no name. It allocates nothing; the thread that ends it may be another one. It must be closed
     * exactly once, as a try statement does.
     *
     * @return refused if the intake has stopped
     */
    public Work begin() {
        if (!counter.enter()) {
            refused.increment();
            return UncountedWork.REFUSED;
        }
        return counter;
    }

    /**
     * Begins work that the report names, with its stack, if it has to be cut.
     *
     * @return refused if the intake has stopped
     */
    public Work begin(String name) {
        Objects.requireNonNull(name, "name");
        if (!counter.enter()) {
            refused.increment();
            return UncountedWork.REFUSED;
        }
        NamedWork work = new NamedWork(this, name, time.nanoTime());
        named.add(work);
        return work;
    }

    /**
     * Begins a request, for filters: one of a probe is neither counted nor refused, but noticed, any other is named work
     * and keeps the drain going.
     *
     * @param method such as {@code GET}
     * @param path as it was sent, without the query; at or below {@link ShutdownSettings#healthPaths()} it is a probe's
     * @return refused if the intake has stopped: answer 503
     */
    public Work request(String method, String path) {
        if (isProbe(path)) {
            if (path.equals(settings.readinessPath())) {
                traffic.probe(time.nanoTime());
            }
            return UncountedWork.PROBE;
        }
        traffic.request(time.nanoTime());
        return begin(method + " " + path);
    }

    private boolean isProbe(String path) {
        return path.equals(settings.readinessPath()) || settings.healthPaths().contains(path) || isBelowHealth(path);
    }

    private boolean isBelowHealth(String path) {
        for (String below : belowHealth) {
            if (path.startsWith(below)) {
                // A server may read such a path as another one, which is not below.
                return !path.contains("/.") && path.indexOf('%') < 0 && path.indexOf(';') < 0;
            }
        }
        return false;
    }

    /** How much is in flight; while work comes and goes, an estimate. */
    public long count() {
        return Math.max(0, counter.sum());
    }

    void end(NamedWork work) {
        named.remove(work);
        counter.leave();
    }

    void startDraining() {
        counter.startDraining();
    }

    boolean draining() {
        return counter.draining();
    }

    void stopIntake() {
        counter.shut();
    }

    Traffic traffic() {
        return traffic;
    }

    long drained() {
        return counter.ended();
    }

    long refused() {
        return refused.sum();
    }

    /** Somebody has called {@code System.exit}: from now on it matters whether that is one of ours. */
    void exiting() {
        exiting = true;
    }

    /** How much is in flight, less what waits inside {@code System.exit} and so for us. */
    long awaited() {
        return exiting ? count() - named.stream().filter(this::waitsForUs).count() : count();
    }

    private boolean waitsForUs(NamedWork work) {
        return exiting && ExitCall.isIn(work.thread());
    }

    /** Gives up on what has not ended. */
    void cutOff() {
        counter.giveUp();
        long now = time.nanoTime();
        // Each stack stops the JVM for a moment: of thousands of streams some tell enough.
        List<CutWork> oldest = named.stream()
                .filter(work -> !waitsForUs(work))
                .sorted(Comparator.comparingLong(work -> work.start() - now))
                .limit(MOST_NAMED)
                .map(work -> work.cut(now))
                .toList();
        cut = new Cut(Math.max(oldest.size(), awaited()), oldest);
    }

    Cut cut() {
        return cut;
    }
}
