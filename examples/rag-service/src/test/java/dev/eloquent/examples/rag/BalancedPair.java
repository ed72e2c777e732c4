package dev.eloquent.examples.rag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eloquent.testing.ChildJvm;
import dev.eloquent.testing.HaProxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two tasks of the service behind a load balancer, with clients, and what ECS does to them. */
final class BalancedPair implements AutoCloseable {
    /** As an ALB's target group should have it for a stop timeout of 30 s: every 5 s, and two decide. */
    static final Duration PROBES = Duration.ofSeconds(5);

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(60);
    private static final Pattern REQUESTS =
            Pattern.compile("  requests: ([0-9]+) drained, ([0-9]+) refused, ([0-9]+) cut");

    private final Class<?> main;
    private final Map<String, String> environment;
    private final HaProxy balancer = HaProxy.start("/health/ready", PROBES);
    private final List<ChildJvm> all = new ArrayList<>();
    private final Deque<Task> tasks = new ArrayDeque<>();
    private final Deque<String> left = new ArrayDeque<>();
    private final List<BalancedClient> clients = new ArrayList<>();

    private record Task(ChildJvm jvm, String target) {}

    /**
     * How a task ended.
     *
     * @param after from the signal to the end of the process
     */
    record Stop(int exitCode, Duration after, long drained, long refused, long cut) {}

    BalancedPair(Class<?> main, Map<String, String> environment) {
        this.main = main;
        this.environment = environment;
        ChildJvm one = launch();
        ChildJvm two = launch();
        register(one);
        register(two);
        tasks.forEach(task -> balancer.awaitInService(task.target(), START));
    }

    private ChildJvm launch() {
        // What shortens a start; the heap is small, as there may be many.
        ChildJvm.Builder child = ChildJvm.of(main)
                .jvmArgs("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .args("--local")
                .env("PORT", "0");
        environment.forEach(child::env);
        ChildJvm started = child.start();
        all.add(started);
        return started;
    }

    private void register(ChildJvm jvm) {
        String line = jvm.awaitLine("listening on ", START);
        tasks.add(new Task(jvm, balancer.register(Integer.parseInt(line.replaceAll(".*:", "")))));
    }

    /** Adds a client that asks from now on. */
    BalancedClient client(String request, Duration pause) {
        BalancedClient client = new BalancedClient(balancer.port(), request, pause);
        clients.add(client);
        return client;
    }

    /** A signal out of the blue, as StopTask sends it: the balancer knows nothing, and is told nothing later. */
    Stop stopInRotation() {
        Task task = tasks.remove();
        long start = signal(task);
        left.add(task.target());
        return ended(task, start);
    }

    /** As {@link #stopInRotation()}, the one whose turn is next: the other has just answered this client. */
    Stop stopWhoIsNext(BalancedClient client) {
        if (tasks.getFirst().target().equals(client.target())) {
            tasks.add(tasks.remove());
        }
        return stopInRotation();
    }

    /**
     * As a deployment does it: the task leaves the target group, then comes the signal. Another must be in service.
     *
     * @param delay how long it is left alone before the signal
     */
    Stop stopDrained(Duration delay) throws InterruptedException {
        Task task = tasks.remove();
        balancer.deregister(task.target());
        TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        long start = signal(task);
        return ended(task, start);
    }

    /** Starts one more, and takes those that ended unannounced out of the target group. */
    void replace() {
        register(launch());
        balancer.awaitInService(tasks.getLast().target(), START);
        while (!left.isEmpty()) {
            balancer.deregister(left.remove());
        }
    }

    private static long signal(Task task) {
        long start = System.nanoTime();
        task.jvm().signal("TERM");
        return start;
    }

    private static Stop ended(Task task, long start) {
        int exitCode = task.jvm()
                .awaitExit(END)
                .orElseThrow(() -> new AssertionError(
                        "still runs " + END + " after the signal: " + task.jvm().output()));
        Duration after = Duration.ofNanos(System.nanoTime() - start);
        String line = task.jvm().stderr().stream()
                .filter(each -> REQUESTS.matcher(each).matches())
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no report in " + task.jvm().output()));
        Matcher requests = REQUESTS.matcher(line);
        assertThat(requests.matches()).isTrue();
        return new Stop(
                exitCode,
                after,
                Long.parseLong(requests.group(1)),
                Long.parseLong(requests.group(2)),
                Long.parseLong(requests.group(3)));
    }

    long answered() {
        return clients.stream().mapToLong(BalancedClient::answered).sum();
    }

    List<String> lost() {
        return clients.stream().flatMap(client -> client.lost().stream()).toList();
    }

    @Override
    public void close() {
        clients.forEach(BalancedClient::close);
        all.forEach(ChildJvm::close);
        balancer.close();
    }
}
