package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many tasks that all lost their source at once do not all come back at once. */
final class FleetTest {
    private static final int TASKS = 20;
    private static final int SECRETS = 200;

    @Test
    void afterAnOutageCallsAreSpread() {
        List<Long> calls = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            calls.addAll(callsAfterAnOutage(task));
        }
        long[] perSecond = new long[60];
        calls.forEach(second -> perSecond[(int) (long) second]++);
        long peak = java.util.Arrays.stream(perSecond).max().orElseThrow();
        double mean = java.util.Arrays.stream(perSecond).average().orElseThrow();
        assertThat(calls).hasSizeGreaterThan(TASKS * SECRETS / 2);
        assertThat(peak / mean).isLessThanOrEqualTo(3);
    }

    /** In which seconds of the minute after a quarter of an hour of outage secrets were asked for. */
    private static List<Long> callsAfterAnOutage(int seed) {
        VirtualTime time = new VirtualTime();
        ScriptedSource source = new ScriptedSource(time);
        SecretSpec<?>[] specs = IntStream.range(0, SECRETS)
                .mapToObj(i -> SecretSpec.text("secret/" + i))
                .toArray(SecretSpec<?>[]::new);
        for (SecretSpec<?> spec : specs) {
            source.has(spec.name(), "1", "value");
        }
        Task task = new Task(time, source, seed, specs);
        for (SecretSpec<?> spec : specs) {
            source.refuses(spec.name(), SecretProblem.UNAVAILABLE);
        }
        task.pass(Duration.ofMinutes(15));
        long end = time.nanoTime();
        for (SecretSpec<?> spec : specs) {
            source.has(spec.name(), "1", "value");
        }
        task.pass(Duration.ofSeconds(59));
        List<Long> seconds = new ArrayList<>();
        for (ScriptedSource.Call call : source.calls()) {
            if (call.at() - end >= 0) {
                call.requests().forEach(request -> seconds.add((call.at() - end) / 1_000_000_000));
            }
        }
        return seconds;
    }
}
