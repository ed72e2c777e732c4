package dev.eloquent.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells of transitions: to the ring that is remembered, to the log, and to the listeners. The log and each listener
 * have a {@link Lane} of their own, so that one that throws or hangs is felt by nobody else.
 */
final class TransitionFeed {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(20);
    private static final Duration LAST_LINES = Duration.ofMillis(500);

    private final int remembered;
    private final Deque<Transition> ring = new ArrayDeque<>();
    /** By name, as often as there was a transition to each status. As many names as there are checks, and the process. */
    private final Map<String, Map<HealthStatus, Long>> counts = new HashMap<>();

    private final Lane log;
    private final List<Subscriber> subscribers = new ArrayList<>();

    TransitionFeed(int remembered, List<Consumer<Transition>> listeners, ThreadFactory threads) {
        this.remembered = remembered;
        this.log = new Lane("eloquent-health-log", threads);
        for (Consumer<Transition> listener : listeners) {
            Lane lane = new Lane("eloquent-health-listener-" + (subscribers.size() + 1), threads);
            subscribers.add(new Subscriber(listener, lane));
        }
    }

    /** Any thread; never waits for a listener or the log. */
    void tell(Transition transition) {
        synchronized (ring) {
            if (ring.size() == remembered) {
                ring.removeFirst();
            }
            ring.addLast(transition);
            counts.computeIfAbsent(transition.name(), name -> new EnumMap<>(HealthStatus.class))
                    .merge(transition.to(), 1L, Long::sum);
        }
        log(() -> logTransition(transition));
        for (Subscriber subscriber : subscribers) {
            subscriber.lane.execute(() -> call(subscriber, transition));
        }
    }

    /** Any thread; never waits for the log. */
    void log(Runnable line) {
        log.execute(() -> {
            long lost = log.takeDropped();
            if (lost > 0) {
                LOG.warn("{} lines about health were dropped because the log did not take them in time", lost);
            }
            line.run();
        });
    }

    private static void logTransition(Transition transition) {
        String details = transition.details().isEmpty() ? "" : " " + transition.details();
        boolean worse = transition.to().isWorseThan(transition.from());
        LOG.atLevel(worse ? Level.WARN : Level.INFO)
                .log(
                        "health of '{}' went from {} to {}: {}{}",
                        transition.name(),
                        transition.from().wireName(),
                        transition.to().wireName(),
                        transition.reason(),
                        details);
    }

    private void call(Subscriber subscriber, Transition transition) {
        try {
            subscriber.listener.accept(transition);
        } catch (Throwable e) {
            log(() -> LOG.warn("a health listener threw on {}", transition, e));
        }
        long lost = subscriber.lane.takeDropped();
        if (lost > 0) {
            log(() -> LOG.warn("a health listener was too slow and missed {} transitions", lost));
        }
    }

    /** The last transitions, oldest first. */
    List<Transition> remembered() {
        synchronized (ring) {
            return List.copyOf(ring);
        }
    }

    /** How often there was one to this status. */
    long count(String name, HealthStatus to) {
        synchronized (ring) {
            return counts.getOrDefault(name, Map.of()).getOrDefault(to, 0L);
        }
    }

    /**
     * Delivers what is queued as long as the patience lasts, then interrupts.
     *
     * @param hungChecks names of threads that did not end, to be told of with those of listeners
     */
    void end(Patience patience, List<String> hungChecks) {
        List<Lane> lanes = subscribers.stream().map(Subscriber::lane).toList();
        List<String> left = new ArrayList<>(hungChecks);
        lanes.forEach(Lane::shutdown);
        List<Lane> slow =
                lanes.stream().filter(lane -> !lane.awaitEnd(patience)).toList();
        slow.forEach(Lane::interrupt);
        slow.stream()
                .filter(lane -> !lane.awaitEndAfterInterrupt(patience, AFTER_INTERRUPT))
                .map(Lane::name)
                .forEach(left::add);
        if (!left.isEmpty()) {
            log(() -> LOG.warn("health is closed, but these daemon threads ignore their interrupt: {}", left));
        }
        log.shutdown();
        if (!log.awaitEndAfterInterrupt(patience, LAST_LINES)) {
            log.interrupt();
        }
    }

    private record Subscriber(Consumer<Transition> listener, Lane lane) {}
}
