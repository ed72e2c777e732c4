package dev.eloquent.peers;

import java.time.Duration;
import java.util.List;

/** What a service is doing when the signal comes, and what it has to do then. */
enum Scenario {
    /** A request is in flight, and the load balancer sends more. */
    IN_ROTATION(Duration.ofSeconds(20), Duration.ofSeconds(4), "first", "second"),
    /** There were requests and probes, and none for longer than the quiet period. */
    ALREADY_DRAINED(Duration.ofSeconds(20), Duration.ofSeconds(4), "first", "second"),
    /** Two of four steps never end; they are on threads of their own where a library leaves that to the service. */
    STUCK(Duration.ofSeconds(4), Duration.ofSeconds(1), "first", "hang one", "hang two", "last"),
    /** The same, on the thread on which the library calls them. */
    STUCK_IN_PLACE(Duration.ofSeconds(4), Duration.ofSeconds(1), "first", "hang one", "hang two", "last"),
    /** A request that never ends is waited for, and a second signal comes. */
    SIGNALLED_TWICE(Duration.ofSeconds(60), Duration.ofSeconds(1), "first", "second");

    /** The time that a library is told to take at most, by whatever it calls that. */
    final Duration limit;

    /** For how long a library is told to go on serving, or to wait for silence, if it knows such a time. */
    final Duration quiet;

    private final String steps;

    Scenario(Duration limit, Duration quiet, String... steps) {
        this.limit = limit;
        this.quiet = quiet;
        this.steps = String.join(",", steps);
    }

    /** In the order in which they are to run. */
    List<String> steps() {
        return List.of(steps.split(","));
    }
}
