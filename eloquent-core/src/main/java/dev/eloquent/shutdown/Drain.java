package dev.eloquent.shutdown;

import java.time.Duration;

/**
 * Waits until nobody sends requests any more. Either ECS has taken the task out of its target group before the signal
 * (a deployment, a scale-in): then there are neither requests nor probes, and nothing to wait for. Or it has not
 * (StopTask, Spot): then the load balancer probes on, needs two intervals to believe that the task is not ready, and
 * sends requests meanwhile; and as probes go on for as long as the task is registered, requests are served to the end of
 * the drain's share.
 */
final class Drain implements Task {
    private static final long GLANCE = Duration.ofMillis(50).toNanos();

    private final Traffic traffic;
    private final Time time;

    Drain(Traffic traffic, Time time) {
        this.traffic = traffic;
        this.time = time;
    }

    @Override
    public String run(Deadline deadline) throws InterruptedException {
        while (true) {
            long now = time.nanoTime();
            long requests = traffic.untilRequestsAreQuiet(now);
            long probes = traffic.untilProbesAreQuiet(now);
            if (requests == 0 && probes == 0) {
                return "quiet: " + traffic.silence();
            }
            if (deadline.passed()) {
                return "served to the end of its share: " + (requests > 0 ? "requests" : "probes") + " still came";
            }
            long glance = Math.min(GLANCE, deadline.remaining().toNanos());
            time.sleep(Duration.ofNanos(Math.max(1, Math.min(glance, Math.max(requests, probes)))));
        }
    }
}
